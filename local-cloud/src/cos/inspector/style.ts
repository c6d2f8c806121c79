/** The style sheet of the inspector. */
export const STYLE = `
:root { --accepted: #18794e; --rejected: #cd2b31; --injected: #ad5700; color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { :root { --accepted: #3dd68c; --rejected: #ff9592; --injected: #ffa057; } }
body { margin: 0 auto; max-width: 1200px; padding: 1rem; }
h1 { font-size: 1.3rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
nav a { margin-right: 0.75rem; }
code, pre, .wire, textarea { font-family: ui-monospace, monospace; font-size: 12px; overflow-wrap: anywhere; }
h1 code { font-size: inherit; }
table { border-collapse: collapse; width: 100%; }
th, td { border-top: 1px solid #8884; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
thead th, thead td, .reason td { border: 0; }
.number { text-align: right; }
.number, .time, .verdict { white-space: nowrap; }
.type { min-width: 9rem; overflow-wrap: anywhere; }
img { height: 48px; max-width: 96px; object-fit: contain; }
.accepted { color: var(--accepted); }
.rejected { color: var(--rejected); }
.injected { color: var(--injected); }
.strings { display: grid; gap: 0.5rem; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }
pre { background: #8881; margin: 0; padding: 0.5rem; white-space: pre-wrap; }
mark { background: #ffd60a; color: #000; outline: 2px solid #cd2b31; }
textarea { box-sizing: border-box; width: 100%; }
@media (max-width: 700px) {
  table, tbody, tr, td { display: block; }
  thead { display: none; }
  td { border: 0; padding: 0; }
  .number { text-align: left; }
  .verdict { white-space: normal; }
  tr { border-top: 1px solid #8884; padding: 0.5rem 0; }
  .reason { border: 0; padding-top: 0; }
}
`;

/** A bucket. Without an icon here, the browser would request one from the bucket. */
export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#0a6cff" d="M1 3h14l-2 12H3z"/></svg>';
