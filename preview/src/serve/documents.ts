import { formatProblem, type Problem } from "../build/problem.ts";

const HEAD = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/preview/fonts.css">`;

const BUCKET =
  '<section><h2 id="bucket"></h2><p id="objects-note"></p><ul class="objects" id="objects"></ul></section>';

/** Returns the document of the phone, with or without the list of the local bucket. A script adds its texts in the user's language. */
export function shellDocument(hasBucket: boolean): string {
  return `${HEAD}
<title>Preview</title>
<link rel="stylesheet" href="/preview/shell.css">
</head>
<body>
<div class="stage">
<main class="phone" id="phone">
<div class="status-bar" aria-hidden="true"><span id="time"></span><div class="status-island"></div><div class="status-icons"><div class="status-signal"></div><div class="status-battery"></div></div></div>
<header class="nav-bar"><button type="button" class="nav-back" id="back" hidden></button><h1 class="nav-title" id="title"></h1><div class="capsule" aria-hidden="true"><span class="capsule-dots"><i></i></span><span class="capsule-ring"></span></div></header>
<iframe class="screen" allow="clipboard-read; clipboard-write; camera"></iframe>
<div class="home-indicator" aria-hidden="true"></div>
</main>
<aside class="panel">
<div><h1 id="heading"></h1><p id="introduction"></p></div>
<nav class="languages"><a href="?lang=zh-CN" lang="zh-CN">中文</a><a href="?lang=en" lang="en">English</a></nav>
${hasBucket ? BUCKET : ""}
</aside>
</div>
<div class="clipboard" id="clipboard" role="status" hidden><span class="clipboard-text" id="clipboard-text"></span><a id="clipboard-open" target="_blank" rel="noopener"></a><button type="button" id="clipboard-close">×</button></div>
<script src="/preview/shell.js"></script>
</body>
</html>
`;
}

/** Returns the document of the mini program's page, with the settings that its script reads. */
export function pageDocument(settings: object): string {
  return `${HEAD}
<title>Mini program</title>
<link rel="stylesheet" href="/preview/page.css">
</head>
<body>
<div id="pages"></div>
<script type="application/json" id="preview-settings">${JSON.stringify(settings).replaceAll("<", "\\u003c")}</script>
<script src="/preview/project.js"></script>
<script src="/preview/page.js"></script>
</body>
</html>
`;
}

/** Returns the document that lists build problems instead of showing the phone. It reloads itself after the next build. */
export function problemsDocument(problems: readonly Problem[]): string {
  const lines = problems.map((problem) => `<li>${escapeHtml(formatProblem(problem))}</li>`);
  return `${HEAD}
<title>The mini program does not compile</title>
<style>
body { margin: 0; padding: 32px; background: #7a1212; color: #fff; font: 15px/1.6 ui-monospace, Menlo, Consolas, monospace; }
h1 { font: 600 22px/1.4 system-ui, sans-serif; }
li { margin: 12px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1>The mini program does not compile</h1>
<ul role="alert">${lines.join("\n")}</ul>
<script src="/preview/reload.js"></script>
</body>
</html>
`;
}

/** The script that reloads the document of build problems after the next build. */
export const RELOAD_SCRIPT = 'new EventSource("/preview/events").addEventListener("built", () => location.reload());\n';

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
