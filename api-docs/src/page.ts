/** @param base where the page's files are, without a slash at the end: a browser would take `/docs` for a file of the root */
export function page(base: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Signing server: API</title>
<link rel="icon" href="${base}/favicon-32x32.png">
<link rel="stylesheet" href="${base}/swagger-ui.css">
</head>
<body>
<main id="api"></main>
<script src="${base}/swagger-ui-bundle.js"></script>
<script src="${base}/start.js"></script>
</body>
</html>
`;
}

/** A file of its own, since the page's policy lets no inline script run. No validator: it would send the document to a server on the internet. */
export function script(documentUrl: string): string {
  const options = { url: documentUrl, dom_id: "#api", deepLinking: true, validatorUrl: null };
  return `SwaggerUIBundle(${JSON.stringify(options)});\n`;
}
