import { formatBytes } from "../../../../src/components/cos-uploader/texts/format";

test.each([
  [0, "0 B"],
  [1, "1 B"],
  [1023, "1023 B"],
  [1024, "1 KB"],
  [1536, "1.5 KB"],
  [102_400, "100 KB"],
  [1_048_575, "1 MB"],
  [3_565_158, "3.4 MB"],
  [1_073_741_824, "1 GB"],
  [5_497_558_138_880, "5120 GB"],
])("formats %d bytes as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
