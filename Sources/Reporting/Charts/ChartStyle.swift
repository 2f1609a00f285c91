/// The number of colours before they repeat.
let colorCount = 8

/// The class of the colour of the series at `index`.
func colorClass(_ index: Int) -> String { "s\(index % colorCount)" }

/// The styles of every chart: colours for light and dark, distinguishable with the common kinds of colour blindness.
///
/// They are the same text in every chart, so that many charts in one page agree and a page may keep one copy.
let chartStyleElement = """
    <style>
    .dl-chart{--surface:#ffffff;--ink:#1b2430;--soft:#566171;--grid:#e6eaf0;--axis:#9aa5b3;\
    --s0:#0067a5;--s1:#cf5208;--s2:#00805b;--s3:#a2327f;--s4:#a87400;--s5:#3d8fc4;--s6:#5d6470;--s7:#7a3d12;\
    --low:\(ColorMap.low.css);--high:\(ColorMap.high.css);--inverse:#ffffff;\
    font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans","PingFang SC",\
    "Microsoft YaHei","Noto Sans CJK SC",sans-serif;font-size:14px}
    @media screen and (prefers-color-scheme:dark){
    .dl-chart{--surface:#171c24;--ink:#e8ecf2;--soft:#a8b2c0;--grid:#2a323e;--axis:#657182;\
    --s0:#5fb4f2;--s1:#ff9152;--s2:#38cb9d;--s3:#ea8fcb;--s4:#f0bd45;--s5:#a5dbff;--s6:#b9c0ca;--s7:#d0a27c;\
    --low:#ff9c5e;--high:#6fbcf7;--inverse:#10151c}
    }
    .dl-chart .surface{fill:var(--surface)}
    .dl-chart text{fill:var(--ink);font-variant-numeric:tabular-nums}
    .dl-chart .title{font-size:19px;font-weight:600}
    .dl-chart .label{fill:var(--soft);font-size:16px}
    .dl-chart .tick{fill:var(--soft);font-size:15px}
    .dl-chart .legend{font-size:15px}
    .dl-chart .value{font-size:14px}
    .dl-chart .star-name{font-size:13px}
    .dl-chart .value.inverse{fill:var(--inverse)}
    .dl-chart .halo{paint-order:stroke;stroke:var(--surface);stroke-width:4px;stroke-linejoin:round}
    .dl-chart .empty{fill:var(--soft);font-size:18px}
    .dl-chart .grid{stroke:var(--grid);stroke-width:1;fill:none}
    .dl-chart .grid.minor{stroke-opacity:.6}
    .dl-chart .axis{stroke:var(--axis);stroke-width:1.2;fill:none}
    .dl-chart .frame{stroke:var(--axis);stroke-width:1;fill:none}
    .dl-chart .mark{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:3 4;fill:none}
    .dl-chart .s0{color:var(--s0)}.dl-chart .s1{color:var(--s1)}.dl-chart .s2{color:var(--s2)}\
    .dl-chart .s3{color:var(--s3)}.dl-chart .s4{color:var(--s4)}.dl-chart .s5{color:var(--s5)}\
    .dl-chart .s6{color:var(--s6)}.dl-chart .s7{color:var(--s7)}
    .dl-chart .low{color:var(--low)}.dl-chart .high{color:var(--high)}.dl-chart .none{color:var(--axis)}
    .dl-chart .curve{stroke:currentColor;stroke-width:2.2;fill:none;stroke-linejoin:round;stroke-linecap:round}
    .dl-chart .dashed{stroke-dasharray:8 6}
    .dl-chart .dotted{stroke-dasharray:2 5}
    .dl-chart .band{fill:currentColor;fill-opacity:.18}
    .dl-chart .marker{fill:currentColor;stroke:var(--surface);stroke-width:1}
    .dl-chart .marker.many{stroke:none}
    .dl-chart .marker.open{fill:none;stroke:currentColor;stroke-width:2}
    .dl-chart .bar{fill:currentColor}
    .dl-chart .area{fill:currentColor;fill-opacity:.28}
    .dl-chart .region{fill:currentColor;fill-opacity:.2}
    .dl-chart .cell{fill:currentColor}
    .dl-chart .boundary{stroke:var(--ink);stroke-width:1.6;fill:none;stroke-linejoin:round}
    .dl-chart .error{stroke:var(--ink);stroke-width:1.5;fill:none}
    .dl-chart .region,.dl-chart .cell{shape-rendering:crispEdges}
    </style>
    """
