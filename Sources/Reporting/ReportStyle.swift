/// The styles of a report's page: a column of text with the contents beside it where there is room.
let pageStyleElement = """
    <style>
    :root{--page:#f6f8fa;--card:#ffffff;--text:#1b2430;--muted:#566171;--rule:#dde3ea;--accent:#0067a5;\
    --tint:#eaf3fa;--code:#edf1f5;--shadow:0 1px 2px rgba(20,30,45,.06)}
    @media screen and (prefers-color-scheme:dark){:root{--page:#0f1319;--card:#171c24;--text:#e8ecf2;\
    --muted:#a8b2c0;--rule:#2a323e;--accent:#5fb4f2;--tint:#16283a;--code:#222a35;--shadow:none}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
    body{margin:0;background:var(--page);color:var(--text);line-height:1.65;font-size:17px;\
    font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans","PingFang SC",\
    "Microsoft YaHei","Noto Sans CJK SC",sans-serif}
    .page{max-width:1180px;margin:0 auto;padding:48px 24px 96px}
    header{margin-bottom:28px}
    h1{font-size:34px;line-height:1.2;margin:0;letter-spacing:-.015em}
    .subtitle{color:var(--muted);font-size:19px;line-height:1.5;margin:10px 0 0;max-width:46em}
    h2{font-size:24px;line-height:1.3;margin:52px 0 14px;padding-top:18px;border-top:1px solid var(--rule);\
    letter-spacing:-.01em;scroll-margin-top:12px}
    main p{max-width:46em;margin:0 0 16px;overflow-wrap:break-word}
    :lang(zh) em{font-style:normal;font-weight:600}
    code,pre,dt{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Noto Sans Mono CJK SC",\
    monospace}
    code{background:var(--code);border-radius:4px;padding:.1em .35em;font-size:.88em}
    pre{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:14px 18px;margin:20px 0;\
    overflow-x:auto;font-size:14px;line-height:1.5}
    nav{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:12px 22px;margin-bottom:28px;\
    box-shadow:var(--shadow)}
    nav ol{margin:0;padding-left:2em;columns:3 240px;column-gap:3em}
    nav li{padding:3px 0;break-inside:avoid;color:var(--muted)}
    nav a{color:var(--accent);text-decoration:none}
    nav a:hover{text-decoration:underline}
    figure{margin:24px 0;padding:14px 14px 12px;background:var(--card);border:1px solid var(--rule);\
    border-radius:10px;box-shadow:var(--shadow)}
    .picture{overflow-x:auto;text-align:center}
    .picture,.table{--edge:rgba(110,125,145,.4);background:linear-gradient(90deg,var(--card) 40%,transparent),\
    linear-gradient(270deg,var(--card) 40%,transparent) 100% 0,linear-gradient(90deg,var(--edge),transparent),\
    linear-gradient(270deg,var(--edge),transparent) 100% 0 var(--card);background-repeat:no-repeat;\
    background-size:36px 100%,36px 100%,12px 100%,12px 100%;background-attachment:local,local,scroll,scroll}
    .picture>.pixels.still{display:none}
    @media print,(prefers-reduced-motion:reduce){.picture>.pixels.moving{display:none}\
    .picture>.pixels.still{display:block}}
    .picture>svg{display:block;margin:0 auto;max-width:100%;height:auto}
    .picture>svg.dl-chart{width:100%;max-width:780px;min-width:440px}
    .grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:16px}
    .grid .picture>svg.dl-chart{max-width:640px}
    .pixels{image-rendering:pixelated;max-width:100%;height:auto}
    .picture>.pixels{display:block;margin:0 auto}
    .pictures{margin:0 auto;font-size:14px;line-height:1.3}
    .pictures td,.pictures th{padding:3px 4px;border:0;text-align:center;vertical-align:middle;font-size:14px}
    .pictures td .pixels{display:block;margin:0 auto;max-width:none}
    .pictures td span{display:block}
    .pictures th[scope=row]{text-align:right;padding-right:10px}
    .pictures tr+tr td{border:0}
    figcaption{color:var(--muted);font-size:15px;line-height:1.5;padding:10px 10px 0;max-width:780px;margin:0 auto}
    .wide figcaption{max-width:none}
    .table{overflow-x:auto;margin:24px 0;border:1px solid var(--rule);\
    border-radius:10px;box-shadow:var(--shadow);width:fit-content;max-width:100%}
    table{border-collapse:collapse;font-size:16px;line-height:1.4}
    caption{caption-side:bottom;text-align:left;color:var(--muted);font-size:15px;padding:10px 18px 12px;\
    border-top:1px solid var(--rule)}
    th,td{padding:8px 18px;text-align:left;vertical-align:top}
    th{color:var(--muted);font-weight:600;font-size:15px;border-bottom:1px solid var(--rule);white-space:nowrap}
    tbody tr+tr td{border-top:1px solid var(--rule)}
    .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    .best td{background:var(--tint);font-weight:600}
    .note{background:var(--tint);border-left:4px solid var(--accent);border-radius:0 8px 8px 0;\
    padding:12px 18px;margin:22px 0;max-width:48em}
    .note p{margin:0}
    .metrics{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,215px),1fr));gap:10px;margin:24px 0}
    .metrics div{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:9px 14px;\
    box-shadow:var(--shadow);min-width:0}
    .metrics dt{color:var(--muted);font-size:13px;overflow-wrap:anywhere;line-height:1.4}
    .metrics dd{margin:2px 0 0;font-size:19px;font-weight:600;font-variant-numeric:tabular-nums;\
    overflow-wrap:anywhere;line-height:1.3}
    @media (min-width:1500px){
    .page.with-contents{max-width:1454px;display:grid;grid-template-columns:minmax(0,1fr) 230px;column-gap:44px}
    .with-contents header{grid-column:1/-1}
    .with-contents nav ol{columns:auto}
    .with-contents main{grid-column:1;grid-row:2}
    .with-contents nav{grid-column:2;grid-row:2;position:sticky;top:24px;align-self:start;font-size:15px;\
    max-height:calc(100vh - 48px);overflow-y:auto}
    }
    main section:first-child>:first-child{margin-top:0}
    main section:first-child>h2{border-top:0;padding-top:0}
    @media (max-width:600px){.page{padding:28px 14px 64px}h1{font-size:27px}figure{padding:8px}th,td{padding:7px 11px}\
    td:first-child:not(.number){min-width:5.5em}}
    @media print{body{background:#fff;font-size:11pt}nav{display:none}figure,.table,.metrics div{break-inside:avoid;\
    box-shadow:none}h2{break-after:avoid}.page{padding:0}.picture,.table{overflow:visible;background:none}\
    .table{width:auto}table{font-size:9pt}th,td{padding:3px 6px}th,.number{white-space:normal}\
    .picture>svg.dl-chart{min-width:0;max-height:200mm}}
    @media print,(max-width:600px){.pictures{width:100%;table-layout:fixed}.pictures td,.pictures th{padding:2px 1px;\
    min-width:0;white-space:normal;overflow-wrap:anywhere}.pictures td .pixels{max-width:100%;height:auto}\
    .pictures th[scope=row],.pictures tr:first-child>td:empty{width:7em}}
    @media (max-width:600px){.picture>svg.dl-chart{min-width:0}}
    </style>
    """
