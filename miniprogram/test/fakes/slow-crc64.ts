/** CRC-64/XZ bit by bit, written from its definition, to check the library's. Slow. */
export function slowCrc64(bytes: Uint8Array): bigint {
  const all = 0xffffffffffffffffn;
  let crc = all;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ 0xc96c5795d7870f42n : crc >> 1n;
  }
  return crc ^ all;
}
