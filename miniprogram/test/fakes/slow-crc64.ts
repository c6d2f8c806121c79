const POLYNOMIAL = 0xc96c5795d7870f42n;
const ALL = 0xffffffffffffffffn;

/** What a byte adds, bit by bit. */
const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let crc = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ POLYNOMIAL : crc >> 1n;
  return crc;
});

/** CRC-64/XZ with BigInt, written from its definition, to check the library's. Slow. */
export function slowCrc64(bytes: Uint8Array): bigint {
  let crc = ALL;
  for (const byte of bytes) crc = (crc >> 8n) ^ (TABLE[Number(crc & 255n) ^ byte] ?? 0n);
  return crc ^ ALL;
}
