import type { Texts } from "./texts";

export const zh: Texts = {
  title: "上传",
  heading: "直达云端",
  intro: "照片和视频从手机直接上传到存储桶，不经过中间服务器。",
  settingsTitle: "设置",
  methodLabel: "上传方式",
  methods: {
    auto: { label: "自动", hint: "需要校验的小文件用 PUT，其余用表单。" },
    put: { label: "PUT", hint: "从内存发送，单个文件不超过 100 MB，微信不提供进度。" },
    post: { label: "表单", hint: "从存储发送，不限大小，可以看到上传进度。" },
  },
  switches: {
    checkIntegrity: { label: "完整性校验", hint: "云存储核对收到内容的 MD5，仅限 PUT。" },
    compress: { label: "压缩照片", hint: "发送前先压缩 JPEG 照片。" },
  },
  filesTitle: "文件",
  cancelAll: "全部取消",
  resultsTitle: "结果",
  fileName: "{kind} {position}",
  kinds: { image: "照片", video: "视频", file: "文件" },
  methodNames: { put: "PUT", post: "表单" },
  failed: "上传失败",
  requestId: "请求编号",
  copyLink: "复制链接",
  copyRequestId: "复制编号",
  actionOn: "{action}，{file}",
  linkCopied: "链接已复制",
  requestIdCopied: "请求编号已复制",
  copyFailed: "复制失败",
};
