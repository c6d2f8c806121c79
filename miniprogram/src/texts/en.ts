import type { Texts } from "./texts";
import { en as uploads } from "./uploads/en";

export const en: Texts = {
  title: "Upload",
  heading: "Straight to the cloud",
  intro: "Photos and videos go from this phone straight into the bucket, with no server in between.",
  settingsTitle: "Settings",
  methodLabel: "How to send",
  methods: {
    auto: {
      label: "Automatic",
      hint: "Parts for large files, PUT for small ones with an integrity check, form for all others.",
    },
    put: { label: "PUT", hint: "From memory, up to 100 MB. WeChat reports no progress." },
    post: { label: "Form", hint: "From storage, for files of any size. Shows how much has been sent." },
  },
  switches: {
    checkIntegrity: { label: "Check integrity", hint: "Cloud storage compares the MD5 of what arrives. PUT only." },
    compress: { label: "Compress photos", hint: "Makes JPEG photos smaller before they are sent." },
  },
  filesTitle: "Files",
  cancelAll: "Cancel all",
  resultsTitle: "Uploaded files",
  fileName: "{kind} {position}",
  kinds: { image: "Photo", video: "Video", file: "File" },
  methodNames: { put: "PUT", post: "Form", multipart: "Parts" },
  copyLink: "Copy link",
  copyAll: "Copy all links",
  actionOn: "{action}, {file}",
  linkCopied: "Link copied. It works for {minutes} min",
  linksCopied: "{count} links copied. They work for {minutes} min",
  copyFailed: "Could not copy",
  linkNotOffered: "The object is private, and this server offers no links to it",
  uploads,
  player: {
    title: "Video",
    video: "Video",
    loading: "Loading",
    gone: "This video has been deleted.",
    failed: "The video can't be played. Check the network, then try again.",
    retry: "Try again",
  },
};
