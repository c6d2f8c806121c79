// cos-wx-sdk-v5 has no types, and those of cos-js-sdk-v5 need a browser's types. These are the parts that the tests use.

interface SdkTarget {
  readonly Bucket: string;
  readonly Region: string;
  readonly Key: string;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly ETag: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface SdkUpload {
  readonly UploadId: string;
}

interface SdkPart extends SdkUpload {
  readonly PartNumber: number;
}

declare module "cos-wx-sdk-v5" {
  export default class COS {
    constructor(options: Readonly<Record<string, unknown>>);
    putObject(
      params: SdkTarget & { readonly Body: string | ArrayBuffer; readonly ContentType?: string },
    ): Promise<SdkResponse>;
    postObject(
      params: SdkTarget & { readonly FilePath: string; readonly [option: string]: string | number },
    ): Promise<SdkResponse>;
    headObject(params: SdkTarget): Promise<SdkResponse>;
    getObject(params: SdkTarget): Promise<SdkResponse & { readonly Body: string }>;
    deleteObject(params: SdkTarget): Promise<SdkResponse>;
    sliceUploadFile(
      params: SdkTarget & { readonly FilePath: string; readonly ChunkSize?: number },
    ): Promise<SdkResponse>;
    multipartInit(params: SdkTarget): Promise<SdkUpload>;
    multipartUpload(params: SdkTarget & SdkPart & { readonly Body: ArrayBuffer }): Promise<SdkResponse>;
    multipartAbort(params: SdkTarget & SdkUpload): Promise<SdkResponse>;
  }
}

declare module "cos-js-sdk-v5/dist/cos-js-sdk-v5.js" {
  export default class COS {
    constructor(options: Readonly<Record<string, unknown>>);
    putObject(params: SdkTarget & { readonly Body: string }): Promise<SdkResponse>;
    headObject(params: SdkTarget): Promise<SdkResponse>;
    getObject(params: SdkTarget): Promise<SdkResponse & { readonly Body: string }>;
    getBucket(params: Omit<SdkTarget, "Key">): Promise<{ readonly Contents: readonly { readonly Key: string }[] }>;
    deleteObject(params: SdkTarget): Promise<SdkResponse>;
    sliceUploadFile(params: SdkTarget & { readonly Body: Blob; readonly ChunkSize: number }): Promise<SdkResponse>;
    multipartInit(params: SdkTarget): Promise<SdkUpload>;
    multipartUpload(params: SdkTarget & SdkPart & { readonly Body: Blob }): Promise<SdkResponse>;
    multipartAbort(params: SdkTarget & SdkUpload): Promise<SdkResponse>;
  }
}
