/** The part of a browser's FileReader that cos-js-sdk-v5 uses. */
export class FileReaderStandIn {
  result: string | ArrayBuffer = "";
  onload: () => void = () => {};

  readAsBinaryString(blob: Blob): void {
    void this.#read(blob, (bytes) => Buffer.from(bytes).toString("latin1"));
  }

  readAsArrayBuffer(blob: Blob): void {
    void this.#read(blob, (bytes) => bytes);
  }

  async #read(blob: Blob, resultOf: (bytes: ArrayBuffer) => string | ArrayBuffer): Promise<void> {
    this.result = resultOf(await blob.arrayBuffer());
    this.onload();
  }
}
