/// The styles of the parts in which networks play. Where a page is printed, they are left out.
let playStyleElement = """
    <style>
    .play{--none:#ffffff;--more:#10385c;--less:#8c3a06;--mark:#d4006a;display:grid;gap:18px;\
    grid-template-columns:repeat(auto-fit,minmax(min(100%,280px),1fr));align-items:start}
    @media screen and (prefers-color-scheme:dark){.play{--none:#0b0f14;--more:#9fd3fb;--less:#ffab70;--mark:#ff7ab8}}
    .play[hidden],.play-otherwise[hidden]{display:none}
    .play>figcaption,.play>.across{grid-column:1/-1;max-width:none}
    .play h3{font-size:16px;line-height:1.3;margin:0 0 8px;font-weight:600}
    .play p{font-size:15px;line-height:1.45;color:var(--muted);margin:8px 0 0}
    .play canvas{image-rendering:pixelated;border:1px solid var(--rule);border-radius:4px;display:block;width:100%;\
    height:auto;background:var(--none)}
    .play canvas.pad{image-rendering:auto;touch-action:none;cursor:crosshair;border-color:var(--muted)}
    .play canvas:focus-visible,.play button:focus-visible,.play input:focus-visible{outline:3px solid var(--accent);\
    outline-offset:2px}
    .play button{font:inherit;font-size:15px;line-height:1.2;min-height:40px;min-width:40px;padding:4px 12px;\
    color:var(--text);background:var(--code);border:1px solid var(--rule);border-radius:6px;cursor:pointer;\
    touch-action:manipulation}
    .play button:hover{border-color:var(--accent)}
    .play button[aria-pressed=true]{border-color:var(--accent);background:var(--tint);font-weight:600}
    .play .buttons+canvas{margin-top:8px}
    .play .buttons{display:flex;flex-wrap:wrap;gap:6px;margin-top:8px}
    .play .maps{display:grid;grid-template-columns:repeat(auto-fill,minmax(84px,1fr));gap:8px}
    .play .maps canvas{cursor:pointer}
    .play .maps canvas[aria-pressed=true]{border-color:var(--mark);box-shadow:0 0 0 1px var(--mark)}
    .play .bars{display:grid;grid-template-columns:auto 1fr 4.2em;gap:3px 8px;align-items:center;font-size:15px;\
    line-height:1.35;font-variant-numeric:tabular-nums}
    .play .bars span:nth-child(3n){text-align:right;white-space:nowrap}
    .play .bars .bar{height:14px;background:var(--code);border-radius:3px;overflow:hidden}
    .play .bars .bar i{display:block;height:100%;width:0;background:var(--accent)}
    .play .bars .best{font-weight:700}
    .play .bars.four{grid-template-columns:auto minmax(60px,1fr) auto auto;max-height:520px;overflow-y:auto}
    .play .bars.four span{text-align:right;white-space:nowrap}
    .play input[type=range]{width:100%;min-height:32px;accent-color:var(--accent);touch-action:pan-y}
    .play .columns{display:flex;align-items:flex-end;gap:2px;height:150px;border-bottom:1px solid var(--rule)}
    .play .columns i{flex:1;background:var(--accent);opacity:.55;border-radius:2px 2px 0 0;cursor:pointer}
    .play .columns i.chosen{opacity:1;background:var(--mark)}
    @media (min-width:1000px){.play>.two{grid-column:span 2}}
    .play .ticks{display:flex;justify-content:space-between;color:var(--muted);font-size:13px}
    .play .grids{display:flex;flex-wrap:wrap;gap:14px;align-items:center}
    .play .grids table{font-size:12px;line-height:1.2;font-variant-numeric:tabular-nums;margin:0}
    .play .grids table caption{border:0;padding:4px 0 0;font-size:13px;text-align:center;caption-side:top}
    .play .grids td{padding:0;width:36px;height:26px;min-width:0;text-align:center;vertical-align:middle;border:0}
    .play .sum{max-width:none;font-size:16px;color:var(--text);font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
    .play canvas.sharp{image-rendering:auto;touch-action:none;cursor:pointer;max-width:420px}
    .play canvas.small{max-width:240px}
    .play textarea,.play input[type=text]{font:inherit;font-size:17px;line-height:1.5;width:100%;padding:8px 12px;\
    color:var(--text);background:var(--none);border:1px solid var(--muted);border-radius:6px;resize:vertical}
    .play textarea:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
    .play label{display:block;font-size:15px;line-height:1.45;color:var(--muted)}
    .play .tokens{font-size:17px;line-height:2;color:var(--text);max-width:none;overflow-wrap:anywhere}
    .play .tokens span{border-radius:4px;padding:2px 3px;white-space:pre-wrap}
    .play .written{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",\
    "Noto Sans Mono CJK SC",monospace;font-size:15px;line-height:1.5;color:var(--text);white-space:pre-wrap;\
    overflow-wrap:anywhere;max-width:none;background:var(--code);border-radius:6px;padding:10px 12px;min-height:5em}
    .play .tokens[tabindex]{cursor:pointer;touch-action:manipulation}
    .play .tokens[tabindex]{line-height:1.4}
    .play .tokens[tabindex] span{display:inline-block;margin:2px 5px 2px 0;padding:2px 5px;border:1px solid var(--rule)}
    .play p+h3,.play .buttons+h3{margin-top:16px}
    .play .tokens[tabindex] span.unknown{border:1px dashed var(--mark)}
    .play .tokens[tabindex]:focus-visible,.play .scroll:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
    .play .scroll{overflow-x:auto}
    .play table.map{font-size:13px;line-height:1.2;border-collapse:separate;border-spacing:1px;margin:8px 0 0;width:auto}
    .play table.map th{padding:2px 6px;border:0;font-weight:400;text-align:right;white-space:nowrap;cursor:pointer;\
    background:none;color:var(--text);text-transform:none;letter-spacing:0;font-size:13px}
    .play table.map th[scope=col]{padding:2px 0;vertical-align:bottom;text-align:left}
    .play table.map th[scope=col] span{writing-mode:vertical-rl;transform:rotate(180deg);display:inline-block}
    .play table.map td{padding:0;width:24px;min-width:20px;height:22px;border:0;cursor:pointer}
    .play table.map tr+tr td{background:var(--code)}
    .play table.map tr.chosen th{font-weight:700}
    .play table.map tr.chosen td{box-shadow:inset 0 2px 0 var(--mark),inset 0 -2px 0 var(--mark)}
    .play .graph{overflow-x:auto;border-radius:6px}
    .play .graph:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
    .play .graph svg{display:block;margin:0 auto}
    .play .graph .later{opacity:.45}
    .play .graph .now rect{stroke:var(--mark);stroke-width:3.5}
    .play .graph .now path.edge{stroke:var(--mark);stroke-width:3}
    .play .graph .now path.arrow{fill:var(--mark)}
    .play button:disabled{opacity:.4;cursor:default}
    .play-printed{display:none}
    @media print{.play,.play-otherwise{display:none}.play-printed{display:block}}
    </style>
    """
