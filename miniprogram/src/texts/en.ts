import type { Texts } from "./texts";

export const en: Texts = {
  title: "Upload",
  heading: "Send photos and videos straight to the cloud",
  methodLabel: "How to send",
  methodNames: { put: "PUT", post: "Form" },
  methodHints: {
    put: "Sends the file as it is, up to 100 MB. WeChat reports no progress for it.",
    post: "Suits large videos, and shows how much has been sent.",
  },
  emptyTitle: "Nothing here yet",
  emptyText: "Choose up to nine photos, or a video, from your album or camera. They start uploading at once.",
  pick: "Choose photos or a video",
  picking: "Choosing…",
  image: "Photo",
  video: "Video",
  waiting: "Waiting",
  preparing: "Preparing",
  uploading: "Uploading",
  succeeded: "Uploaded",
  failed: "Failed",
  cancelled: "Cancelled",
  cancel: "Cancel",
  retry: "Try again",
  remove: "Remove",
  copyLink: "Copy link",
  linkCopied: "Link copied",
  copyFailed: "The link could not be copied",
  requestId: "Request ID",
  summary: (succeeded, total, failed) =>
    failed === 0 ? `${succeeded} of ${total} uploaded` : `${succeeded} of ${total} uploaded, ${failed} failed`,
  about: (action, kind, position) => `${action}, ${kind.toLowerCase()} ${position}`,
  refusals: {
    privacy_refused:
      "Without your consent to the privacy notice no photo can be chosen. Choose again to be asked once more.",
    privacy_undeclared: "This mini program has not declared that it uses your photos. Please tell its developer.",
    permission_denied: "WeChat may not use your album or camera. Allow it in the phone's settings, then choose again.",
    picker_failed: "The album could not be opened. Please try again.",
  },
  failures: {
    timeout: "This took too long. Check the connection, then try again.",
    network: "The connection was lost. Check the network, then try again.",
    interrupted: "The upload stopped because WeChat went to the background. Keep it open and try again.",
    domain_not_allowed:
      "The server's address is not on this mini program's list of domains. Please tell its developer.",
    file_not_found: "The file is no longer there. Remove it and choose it again.",
    file_unreadable: "The file could not be read. Remove it and choose it again.",
    cancelled: "The upload was cancelled.",
    missing_extension: "The type of this file is not known. Choose a photo or video in a common format.",
    empty_file: "This file is empty. Choose another one.",
    file_too_large: "This file is too large. Choose a smaller one.",
    file_too_large_for_put: "PUT takes files up to 100 MB. Choose Form above, then try again.",
    digest_unavailable: "This version of WeChat can't check the file. Please update WeChat.",
    file_changed: "The file changed while it was being read. Try again.",
    sign_refused: "The server did not allow this upload. Try again later.",
    bad_sign_answer:
      "The server gave an answer that makes no sense. Check that you are signed in to this network, then try again.",
    upload_refused: "Cloud storage did not accept the file. Try again later.",
    unexpected: "Something went wrong in this mini program. Please tell its developer.",
  },
  remoteFailures: {
    unsupported_extension: "Files of this type may not be uploaded. Choose a photo or video in a common format.",
    file_too_large: "This file is larger than the server allows. Choose a smaller one.",
    EntityTooLarge: "This file is larger than cloud storage allows. Choose a smaller one.",
    AccessDenied:
      "Cloud storage did not allow this upload. Try again; if it happens again, tell the developer the request ID.",
    SignatureDoesNotMatch:
      "Cloud storage did not recognise the server's signature. Please tell the developer the request ID.",
    BadDigest: "The file was damaged on the way. Try again.",
  },
};
