/** The style sheet of the inspector. */
export const STYLE = `
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 1200px; padding: 1rem; }
h1 { font-size: 1.3rem; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
code, pre, td.wire { font-family: ui-monospace, monospace; font-size: 12px; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8884; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
img { height: 48px; max-width: 96px; object-fit: contain; }
.accepted { color: #18794e; }
.rejected { color: #cd2b31; }
.injected { color: #ad5700; }
.strings { display: grid; gap: 0.5rem; grid-template-columns: 1fr 1fr; }
pre { background: #8881; margin: 0; padding: 0.5rem; white-space: pre-wrap; }
mark { background: #ffd60a; color: #000; outline: 2px solid #cd2b31; }
textarea { box-sizing: border-box; font-family: ui-monospace, monospace; width: 100%; }
`;
