import type { Texts } from "./texts";
import { zh as uploads } from "./uploads/zh";

export const zh: Texts = {
  title: "上传",
  heading: "直达云端",
  intro: "照片和视频从手机直接上传到存储桶，不经过中间服务器。",
  settingsTitle: "设置",
  methodLabel: "上传方式",
  methods: {
    auto: { label: "自动", hint: "大文件分块上传，需要校验的小文件用 PUT，其余用表单。" },
    put: { label: "PUT", hint: "先读入内存再发送，单个文件不超过 100 MB，无法显示进度。" },
    post: { label: "表单", hint: "直接读取文件发送，不限大小，可显示上传进度。" },
  },
  switches: {
    checkIntegrity: { label: "完整性校验", hint: "由云存储校验文件的 MD5，仅支持 PUT。" },
    compress: { label: "压缩照片", hint: "发送前先压缩 JPEG 照片。" },
  },
  filesTitle: "文件",
  cancelAll: "全部取消",
  resultsTitle: "已上传的文件",
  fileName: "{kind} {position}",
  kinds: { image: "照片", video: "视频", file: "文件" },
  methodNames: { put: "PUT", post: "表单", multipart: "分块" },
  copyLink: "复制链接",
  copyAll: "复制全部链接",
  actionOn: "{action}，{file}",
  linkCopied: "链接已复制，{minutes} 分钟内有效",
  linksCopied: "已复制 {count} 个链接，{minutes} 分钟内有效",
  copyFailed: "复制失败",
  linkNotOffered: "对象是私有的，而这台服务器不提供读取链接",
  uploads,
  player: {
    title: "视频",
    video: "视频",
    loading: "正在加载",
    gone: "这个视频已被删除。",
    failed: "视频无法播放，请检查网络后重试。",
    retry: "重试",
  },
};
