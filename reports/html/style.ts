/** The style sheet: two color schemes from one set of names, print included. Contrast is at least 4.5:1 for text. */
const light = `--paper:#fdfcfa;--card:#fff;--sunk:#f4f2ed;--ink:#1f1d1a;--soft:#625d54;--line:#dedad1;--link:#1d4f91;
--pass:#1c6b45;--fail:#ab2416;--warn:#855300;--open:#5b6470;--void:#e6e2d9;--fill-pass:#3f8f68;--fill-fail:#c8412f;--fill-warn:#d08f1b;--fill-open:#a9b0b9;
--wash-good:#e9f3ec;--wash-bad:#fae9e6;--wash-meh:#faf0da;--wash-open:#edeff1;--mark:#ffe08a;--mark-ink:#3a2a00`;
const dark = `--paper:#16171a;--card:#1d1f23;--sunk:#101113;--ink:#eae7e1;--soft:#a8a398;--line:#34363b;--link:#93bdf5;
--pass:#78cda2;--fail:#ff9b8c;--warn:#efbc5d;--open:#b3bcc8;--void:#33353a;--fill-pass:#4fa67c;--fill-fail:#dd5c4a;--fill-warn:#d79a2d;--fill-open:#6d7580;
--wash-good:#1a2b22;--wash-bad:#351f1c;--wash-meh:#33290f;--wash-open:#24272c;--mark:#6b5200;--mark-ink:#fff3cf`;

const base = `*{box-sizing:border-box}
html{color-scheme:light dark;scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
code,pre{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.86em}
a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
h1,h2{font-family:"Iowan Old Style",Palatino,"Palatino Linotype",Georgia,serif;font-weight:600;line-height:1.1;letter-spacing:-.01em;text-wrap:balance}
h1{font-size:clamp(2.4rem,6vw,4rem);margin:0 0 .2em}
h2{font-size:1.75rem;margin:0 0 .35em}
h3{font-size:1.02rem;margin:1.6em 0 .3em}
h4{font-size:.9rem;margin:0 0 .3em}
p{margin:.35em 0 .7em}
small,.soft,figcaption{color:var(--soft);font-size:.875rem;font-weight:400}
h2 small{font:400 1rem/1 system-ui,sans-serif;margin-left:.2em}
ul,dl{margin:0;padding:0;list-style:none}
dt{color:var(--soft);font-size:.8125rem}
dd{margin:0}
.hid{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:9}
.calm{color:var(--pass);font-weight:600}
.page{display:grid;grid-template-columns:minmax(0,1fr);max-width:82rem;margin:0 auto;padding:0 clamp(1rem,4vw,3rem) 5rem}
main{min-width:0;max-width:64rem}
main>section{padding:2.75rem 0 0;scroll-margin-top:1rem}
.mast{border-bottom:1px solid var(--line);padding:2rem 0 1rem}
.eye{margin:0;font-size:.8125rem;letter-spacing:.08em;text-transform:uppercase;color:var(--soft)}
.who{font-size:1.15rem;font-weight:600;margin:.15rem 0 1rem}
.facts{display:flex;flex-wrap:wrap;gap:.6rem 1.9rem}
.facts dd{font-weight:500}`;

const navigation = `nav{font-size:.9rem;padding:1rem 0 0}
nav ul{display:flex;flex-wrap:wrap;gap:.15rem 1rem}
nav a{display:inline-block;padding:.2rem 0;color:var(--ink);text-decoration:none}
nav a:hover{text-decoration:underline}
nav small{margin-left:.3em}
.find{margin:0 0 .6rem}
.find label{display:block;font-size:.8125rem;color:var(--soft)}
.find input{width:100%;max-width:24rem;font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:6px;padding:.4rem .6rem}
.find output{display:block;font-size:.8125rem;color:var(--soft);min-height:1.4em}
@media (min-width:68rem){.page{grid-template-columns:13rem minmax(0,1fr);column-gap:3rem}.mast{grid-column:1/-1}nav{position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto;padding:2.75rem .3rem 1rem}nav ul{display:block}}`;

const verdict = `.hero{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 2.5rem;align-items:end}
.wide,.spark{grid-column:1/-1}
.lead{font-size:1.25rem;line-height:1.4;margin:0;max-width:38rem;text-wrap:pretty}
.score{margin:0;text-align:right;line-height:1;white-space:nowrap}
.score b{font:600 clamp(3.5rem,9vw,6rem)/.85 "Iowan Old Style",Palatino,"Palatino Linotype",Georgia,serif;letter-spacing:-.03em;font-variant-numeric:lining-nums}
.score span{display:block;color:var(--soft);font-size:.875rem;margin-top:.6rem}
.conforms h1,.conforms-with-advice h1{color:var(--pass)}
.does-not-conform h1,.harness-fault h1{color:var(--fail)}
.not-established h1{color:var(--warn)}
svg{display:block;width:100%;height:auto}
svg.bar{height:1.1rem;margin:1.8rem 0 .7rem;border-radius:4px}
svg.row{height:.3rem;margin-top:.35rem;border-radius:2px}
.t-pass{fill:var(--fill-pass);background:var(--fill-pass)}.t-fail{fill:var(--fill-fail);background:var(--fill-fail)}.t-warn{fill:var(--fill-warn);background:var(--fill-warn)}.t-open{fill:var(--fill-open);background:var(--fill-open)}.t-void{fill:var(--void)}.t-ink{fill:var(--soft)}.gap{fill:var(--paper)}
.k{display:inline-block;width:.7em;height:.7em;border-radius:2px;margin-right:.4em}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 2.5rem;margin-bottom:.4rem}
.legend dd span{margin-right:1.1rem;white-space:nowrap}
.ribbon{margin:1.2rem 0 0;border-left:3px solid var(--fill-warn);padding:.1rem 0 .1rem .9rem}
.ribbon li{padding:.1rem 0}
figure{margin:1.5rem 0;max-width:40rem}
figure text{fill:var(--ink);font-size:12px}figure text.soft{fill:var(--soft)}
.axis{stroke:var(--soft)}.grid{stroke:var(--line)}
.spark{max-width:15rem}polyline{fill:none;stroke:var(--ink);stroke-width:1.6}circle{fill:var(--ink)}`;

const tables = `table{border-collapse:collapse;width:100%;margin:.8rem 0;font-size:.9rem}
caption{text-align:left;color:var(--soft);font-size:.8125rem;padding-bottom:.3rem}
th,td{text-align:left;padding:.32rem .7rem .32rem 0;border-bottom:1px solid var(--line);vertical-align:top;font-weight:400}
thead th,.counts th{overflow-wrap:normal}.scroll{overflow-x:auto}
thead th{color:var(--soft);font-size:.8125rem;vertical-align:bottom}
.counts{margin-top:1.6rem}
.counts td,.counts thead th,.num td,.num thead th,.cover td,.cover thead th{text-align:right}
.num th:first-child,.cover th:first-child{text-align:left}
.counts a,.heat a{text-decoration:none;color:inherit}
.counts a:hover,.heat a:hover{text-decoration:underline}
.nil{color:var(--soft)}
.v.fail,.v.error{color:var(--fail);font-weight:700}.v.blocked,.v.inconclusive{color:var(--warn);font-weight:700}
.heat td,.heat thead th+th{width:16%;text-align:center;padding:.25rem .3rem}
.heat td{border:2px solid var(--paper)}
.heat a{display:block}
.heat i{font-style:normal;margin-left:.4em}
.good{background:var(--wash-good);color:var(--pass)}.bad{background:var(--wash-bad);color:var(--fail);font-weight:700}.meh{background:var(--wash-meh);color:var(--warn);font-weight:700}.open{background:var(--wash-open);color:var(--open)}.na{color:var(--soft)}`;

const cards = `.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,18rem),1fr));gap:1rem;margin-top:1rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem 1.1rem;font-size:.9rem}
.card h3{margin:0;font-size:1rem}
.card p{margin:.2rem 0}.card li{padding:.15rem 0}
.card .st{font-weight:600;margin-bottom:.6rem}
.st i{display:inline-grid;place-items:center;width:1.35em;height:1.35em;border-radius:50%;margin-right:.5em;font:700 .85em/1 system-ui,sans-serif;color:var(--card);background:var(--soft)}
.ready .st{color:var(--pass)}.ready .st i{background:var(--pass)}
.ready-with-caveats .st{color:var(--warn)}.ready-with-caveats .st i{background:var(--warn)}
.not-ready .st{color:var(--fail)}.not-ready .st i{background:var(--fail)}
.not-tested .st{color:var(--soft)}`;

const failures = `.l{display:inline-block;min-width:4.4rem;font-size:.7rem;letter-spacing:.06em;color:var(--soft);font-weight:700}
.l.must{color:var(--fail)}.l.should{color:var(--warn)}.rows b{display:inline-block;min-width:4.4rem;font-size:.7rem;letter-spacing:.06em;color:var(--soft)}.rows p b{all:unset;font-weight:700}
summary{cursor:pointer;padding:.3rem 0}
.f{background:var(--card);border:1px solid var(--line);border-radius:10px;margin:.6rem 0;overflow:clip}
.f>summary{display:grid;grid-template-columns:2.2rem auto minmax(0,1fr) auto;gap:.2rem .7rem;align-items:baseline;padding:.7rem 1.1rem;list-style:none}
.f>summary::-webkit-details-marker{display:none}
.f>summary:hover{background:var(--sunk)}
.f[open]>summary{border-bottom:1px solid var(--line)}
.no{color:var(--soft);font-weight:600}
.ti{font-weight:600}.ti code{display:block;font-weight:400;color:var(--soft)}
.co{color:var(--soft);font-size:.8125rem;text-align:right}
.in{padding:1.1rem;scroll-margin-top:6rem}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:8px;overflow:clip}
.pair>div{background:var(--wash-good);padding:.7rem .9rem}.pair>.got{background:var(--wash-bad)}
.pair h4{color:var(--pass)}.pair .got h4{color:var(--fail)}
.pair p{margin:0}
.why{margin:1rem 0}
.why>div{display:grid;grid-template-columns:8.5rem minmax(0,1fr);gap:.1rem 1rem;padding:.35rem 0}
.why dt{padding-top:.12rem}.why p{margin:0 0 .3rem}
.fix dd{font-weight:600}
.cmd{margin:.9rem 0 .3rem;font-size:.875rem}
pre{margin:0 0 .5rem;background:var(--sunk);border:1px solid var(--line);border-radius:8px;padding:.7rem .9rem;white-space:pre-wrap;line-height:1.5}
pre[tabindex]{max-height:32rem;overflow:auto}
mark{background:var(--mark);color:var(--mark-ink);border-radius:3px;padding:.05em .2em;box-decoration-break:clone;-webkit-box-decoration-break:clone}
.n{color:var(--soft)}
.x{margin:.8rem 0 1.2rem}.xh{font-size:.9rem}
.fold{border-bottom:1px solid var(--line)}
.why .fold,.t{border:0}.why .fold>summary{padding:0}
.fold>summary{font-weight:600}
.rows{font-size:.9rem;padding:.2rem 0 .8rem}.rows li{padding:.16rem 0;unicode-bidi:isolate}.rows em{color:var(--soft);margin-left:.6em}.rows code{color:var(--soft)}
.tall>li{border-bottom:1px solid var(--line);padding:.6rem 0}.tall p{margin:.2rem 0}
.ex>div,.words>div{padding:.45rem 0;border-bottom:1px solid var(--line)}
.ex dt{color:inherit;font-size:.875rem}.ex dd{color:var(--soft);font-size:.875rem}
.words>div{display:grid;grid-template-columns:11rem minmax(0,1fr);gap:.2rem 1rem}.words dt{color:inherit;font-weight:600;font-size:.9rem}
button{font:inherit;font-size:.8125rem;color:var(--link);background:none;border:1px solid var(--line);border-radius:6px;padding:.2rem .6rem;margin:.2rem .4rem .4rem .6rem;cursor:pointer}
button:first-child,.in>button{margin-left:0}
button:hover{border-color:var(--link)}
[hidden]{display:none!important}
footer{margin-top:3.5rem;border-top:1px solid var(--line);padding-top:1rem}
:target{outline:2px solid var(--link);outline-offset:4px;border-radius:6px}
@media (max-width:40rem){.hero{grid-template-columns:1fr}.score{text-align:left;margin-top:1.4rem}.score span{display:inline;margin-left:.5rem}.f>summary{grid-template-columns:2.2rem 1fr}.ti,.co{grid-column:1/-1;text-align:left}.why>div,.words>div{grid-template-columns:1fr}.counts{font-size:.85rem}.counts th,.counts td{padding-right:.25rem}.counts thead th{font-size:.7rem}.heat td,.heat thead th+th{width:auto}.heat i{margin-left:.2em}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}`;

const print = `@media print{@page{margin:16mm}html{color-scheme:light;font-size:9.5pt}.cards{display:block;columns:2;column-gap:1rem}.card{margin-bottom:1rem}.hero,.pair,.f>summary{break-inside:avoid}.ribbon,.counts{margin-top:.8rem}:root{${light.replaceAll('\n', '')};--paper:#fff}nav,button,.skip{display:none}.page{display:block;padding:0;max-width:none}main{max-width:none}main>section{padding-top:1.4rem}h1{font-size:30pt}details.f::details-content{content-visibility:visible;height:auto;display:block}.f,.card,tr,figure,.xh{break-inside:avoid}.f{break-inside:auto}h2,h3,summary,.cmd,.soft:has(+.cards){break-after:avoid}pre{max-height:none}dd a[href^=https]::after{content:" (" attr(href) ")";font-size:.8em}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}`;

/** All rules, in cascade order. */
export const style = [
  `:root{${light}}`,
  `@media (prefers-color-scheme:dark){:root{${dark}}}`,
  base,
  navigation,
  verdict,
  tables,
  cards,
  failures,
  print,
].join('\n');
