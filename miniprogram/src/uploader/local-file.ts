/**
 * A file to upload.
 *
 * @example
 * const { tempFiles } = await wx.chooseMedia({ count: 9 });
 * const files: LocalFile[] = tempFiles.map(({ tempFilePath }) => ({ filePath: tempFilePath }));
 */
export interface LocalFile {
  readonly filePath: string;
  /**
   * The extension of the file's own name, such as `pdf`, if the path does not have it: see `nameExtension()`. It chooses among the types
   * that the file's bytes can be. A photo or video whose name has another type is uploaded as the type of its bytes.
   */
  readonly extension?: string;
}
