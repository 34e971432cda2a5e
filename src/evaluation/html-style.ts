/** Colours of pages that GitHub shows, light and dark, as in the plots of the history. */
export const pageStyle: string = [
  ':root{color-scheme:light dark;--text:#24292f;--ground:#fff;--line:#d1d9e0;--quiet:#59636e}',
  '@media(prefers-color-scheme:dark){:root{--text:#d1d7e0;--ground:#0d1117;--line:#3d444d;--quiet:#9198a1}}',
  'body{margin:2rem auto;padding:0 1rem;max-width:76rem;font:15px/1.5 system-ui,sans-serif}',
  'body{color:var(--text);background:var(--ground)}',
  'h1{font-size:1.5rem;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:2rem 0 .5rem}',
  '.plots{display:flex;flex-wrap:wrap;gap:1rem 2rem}figure{margin:0;max-width:100%}',
  'figure svg{display:block;max-width:100%;height:auto}',
  'figcaption{color:var(--quiet);font-size:.85rem;max-width:36rem}',
  '.warning{border-left:4px solid #d4a72c;padding:.25rem .75rem}',
  '.key{display:inline-block;margin-right:1.2rem;white-space:nowrap}.key svg{vertical-align:middle}',
  '.table{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}',
  'th,td{padding:.2rem .8rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}',
  'th:first-child,td:first-child{text-align:left;white-space:normal;overflow-wrap:anywhere;padding-left:0}',
  'th{font-weight:600}footer{margin-top:2rem;color:var(--quiet);font-size:.85rem}',
].join('\n')
