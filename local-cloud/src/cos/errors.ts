/**
 * Every error of this bucket: its COS code, HTTP status and default message.
 *
 * @see Error Codes (436/7730). Our copies of that page do not contain FileAlreadyExists: see docs/local-cos.md.
 */
const ERRORS = {
  AccessDenied: { status: 403, message: "Access Denied." },
  AccessForbidden: { status: 403, message: "CORSResponse: This CORS request is not allowed." },
  BadDigest: { status: 400, message: "The Content-MD5 you specified did not match what we received." },
  BadRequest: { status: 400, message: "The request is not valid." },
  EntityTooLarge: { status: 400, message: "Your proposed upload exceeds the maximum allowed object size." },
  EntityTooSmall: { status: 400, message: "Your proposed upload is smaller than the minimum allowed object size." },
  ExpiredToken: { status: 400, message: "The provided token has expired." },
  FileAlreadyExists: { status: 409, message: "The object already exists and x-cos-forbid-overwrite is true." },
  IncompleteBody: { status: 400, message: "The request body is shorter than its Content-Length." },
  IncorrectNumberOfFilesInPostRequest: { status: 400, message: "POST requires exactly one file, in the field file." },
  InternalError: { status: 500, message: "We encountered an internal error. Please try again." },
  InvalidAccessKeyId: { status: 403, message: "The access key Id you provided does not exist in our records." },
  InvalidArgument: { status: 400, message: "Invalid argument." },
  InvalidDigest: { status: 400, message: "The Content-MD5 you specified is not the Base64 form of 16 bytes." },
  InvalidObjectName: { status: 400, message: "The specified object key is not valid." },
  InvalidObjectState: { status: 403, message: "The operation is not valid for the current state of the object." },
  InvalidPart: {
    status: 400,
    message: "One or more of the specified parts could not be found or has another ETag.",
  },
  InvalidPartOrder: { status: 400, message: "The list of parts was not in ascending order." },
  InvalidPolicyDocument: {
    status: 400,
    message: "You must provide condition if you specify a policy in post object request.",
  },
  InvalidRange: { status: 416, message: "The requested range is not satisfiable." },
  InvalidRequest: { status: 400, message: "Invalid request." },
  InvalidTag: { status: 400, message: "The tag is not valid." },
  InvalidURI: { status: 400, message: "Couldn't parse the specified URI." },
  KeyTooLong: { status: 400, message: "The specified object key is too long." },
  MalformedXML: { status: 400, message: "The XML you provided was not well-formed." },
  MalformedPOSTRequest: {
    status: 400,
    message: "The body of your POST request is not well-formed multipart/form-data.",
  },
  MethodNotAllowed: { status: 405, message: "The specified method is not allowed against this resource." },
  MissingContentLength: { status: 411, message: "You must provide the Content-Length HTTP header." },
  MissingRequestBodyError: { status: 400, message: "Request body is empty." },
  NoSuchBucket: { status: 404, message: "The specified bucket does not exist." },
  NoSuchCORSConfiguration: { status: 404, message: "The CORS configuration does not exist." },
  NoSuchKey: { status: 404, message: "The specified key does not exist." },
  NoSuchUpload: { status: 404, message: "The specified multipart upload does not exist." },
  NoSuchTagSet: { status: 404, message: "The TagSet does not exist." },
  NotImplemented: { status: 501, message: "The local bucket does not model this." },
  PreconditionFailed: { status: 412, message: "At least one of the preconditions you specified did not hold." },
  SignatureDoesNotMatch: { status: 403, message: "The Signature you specified is invalid." },
  XMLSizeLimit: { status: 400, message: "The XML you provided is too large." },
} as const satisfies Record<string, { status: number; message: string }>;

/** The `<Code>` of an error response. */
export type CosErrorCode = keyof typeof ERRORS;

/** Additions to an error response. */
export interface CosErrorOptions extends ErrorOptions {
  /** XML elements in addition to the usual five: `{ StringToSign: "sha1\n…" }`. @default none */
  readonly elements?: Readonly<Record<string, string>>;
  /** Headers of the response: `{ Allow: "GET" }`. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** The HTTP status if it is not that of the code. An error after a response has begun has 200. @default the code's */
  readonly status?: number;
}

/** The bucket rejects a request. `errorResponse` renders every CosError. */
export class CosError extends Error {
  override readonly name = "CosError";
  readonly code: CosErrorCode;
  /** HTTP status. */
  readonly status: number;
  readonly elements: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: CosErrorCode, message: string = ERRORS[code].message, options: CosErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.status = options.status ?? ERRORS[code].status;
    this.elements = options.elements ?? {};
    this.headers = options.headers ?? {};
  }
}
