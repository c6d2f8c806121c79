/**
 * Renders the page.
 *
 * @param base path of the page's files, without a trailing slash. The URLs include it, because a browser resolves relative URLs on
 *   `/docs` against the root
 */
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

/**
 * Renders the script that starts Swagger UI. It is a file of its own, because the page's policy forbids inline scripts. The validator
 * is off, because it would send the document to a server on the internet.
 */
export function script(documentUrl: string): string {
  const options = { url: documentUrl, dom_id: "#api", deepLinking: true, validatorUrl: null };
  return `SwaggerUIBundle(${JSON.stringify(options)});\n`;
}
