/*
 * The page's only style sheet. Blue and vermilion stay apart for every kind of
 * colour vision (Okabe and Ito's palette) and in grey print by their lightness.
 */
#include "report/render.h"

const char scrm_report_style[] =
    ":root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#dfe3e8;--page:#fff;"
    "--card:#f6f7f9;--pos:#0072b2;--mid:#b8c0ca;--neg:#d55e00;--bad:#b3261e;--warn:#8a5a00;"
    "--good:#1b6e3c}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e8ebef;--soft:#9aa5b3;--line:#2f3742;"
    "--page:#14181d;--card:#1d232a;--pos:#56b4e9;--mid:#586372;--neg:#e8833a;--bad:#ff8a80;"
    "--warn:#ffca6b;--good:#7fd6a0}}"
    "*{box-sizing:border-box}"
    "body{margin:0 auto;max-width:62rem;padding:2rem 1.25rem 4rem;background:var(--page);"
    "color:var(--ink);font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}"
    "h1{font-size:1.7rem;line-height:1.2;margin:0 0 .25rem;letter-spacing:-.01em}"
    "h2{font-size:1.1rem;margin:2.5rem 0 .6rem}"
    "p{margin:.25rem 0}.soft{color:var(--soft)}"
    ".alarm{margin:1rem 0;padding:.75rem 1rem;border-left:4px solid var(--bad);"
    "background:var(--card)}.alarm strong{color:var(--bad)}"
    "dl{display:grid;grid-template-columns:repeat(3,1fr);gap:.75rem;margin:1.5rem 0}"
    "dl>div{padding:.9rem 1rem;border-radius:.5rem;background:var(--card)}"
    "dt{color:var(--soft);font-size:.85rem}"
    "dd{margin:0}.value{font-size:1.75rem;font-weight:650;line-height:1.25;"
    "font-variant-numeric:tabular-nums}.note{color:var(--soft);font-size:.85rem}"
    ".bad{color:var(--bad)}.warn{color:var(--warn)}.good{color:var(--good)}"
    ".wide{overflow-x:auto}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-"
    "nums}"
    "th,td{padding:.4rem .75rem .4rem 0;text-align:left;vertical-align:top;"
    "border-bottom:1px solid var(--line)}"
    "th{color:var(--soft);font-weight:500;white-space:nowrap}"
    "td{white-space:nowrap}td.says{white-space:normal;min-width:16rem;overflow-wrap:anywhere}"
    ".number{text-align:right}a{color:inherit;text-decoration-color:var(--soft)}"
    "svg{display:block;width:100%;height:auto;margin:.5rem 0}"
    ".share{width:5rem;height:.5rem;margin:.45rem 0}"
    ".pos,.bar{fill:var(--pos)}.mid,.track{fill:var(--mid)}.track{opacity:.35}"
    ".neg{fill:var(--neg)}.line{stroke:var(--line);fill:none}"
    ".scale{fill:var(--soft);font-size:11px}"
    ".key{display:flex;gap:1.25rem;color:var(--soft);font-size:.85rem;padding:0;margin:0;"
    "list-style:none}.key svg{display:inline;width:.7rem;height:.7rem;margin:0 .35rem 0 0}"
    "footer{margin-top:3rem;color:var(--soft);font-size:.85rem}"
    "@media(max-width:44rem){dl{grid-template-columns:repeat(2,1fr)}}"
    "@media print{body{max-width:none;padding:0}dl>div{border:1px solid var(--line)}"
    "h2{break-after:avoid}tr{break-inside:avoid}}";

const char scrm_report_style_digest[] = "sha256-fRCVXSPRuwiaKGwHEeikRJ8rB3A4TFK+6Ruw8i8YPEQ=";
