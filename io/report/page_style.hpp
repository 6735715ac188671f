#pragma once

#include <string_view>

namespace engram {

/// The style sheet of a report: one column of 1120 pixels.
inline constexpr std::string_view kPageStyle = R"css(
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #222;
  font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", Helvetica, Arial, sans-serif; }
main { width: 1120px; margin: 0 auto; padding: 36px 0 64px; }
h1 { font-size: 28px; line-height: 1.25; margin: 0 0 4px; font-weight: 650; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 44px 0 8px; font-weight: 650; }
p.lead { margin: 0 0 20px; color: #555; font-size: 16px; }
dl.facts { display: grid; grid-template-columns: repeat(4, 1fr); margin: 0;
  border-top: 1px solid #ddd; }
dl.facts div { padding: 10px 12px 10px 0; border-bottom: 1px solid #ddd; }
dt { color: #666; font-size: 13px; }
dd { margin: 0; font-size: 17px; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; }
table.wide { width: 100%; }
th { font-weight: 600; color: #444; vertical-align: bottom; }
th, td { padding: 5px 10px; text-align: right; line-height: 1.35; }
sub { line-height: 0; font-size: 75%; }
th:first-child, td:first-child, td.words, th.words { text-align: left; }
thead tr:last-child th { border-bottom: 1.5px solid #444; }
thead tr.group th { padding-bottom: 0; text-align: center; border-bottom: none; }
tbody tr { border-bottom: 1px solid #e6e6e6; }
td.quiet { color: #777; }
table.matrix td { padding: 4px 9px; }
i.swatch { display: inline-block; width: 11px; height: 11px; margin-right: 7px; border-radius: 2px; }
figure { margin: 0; }
figure img, figure svg { display: block; max-width: 100%; height: auto; }
figcaption, p.note { color: #555; font-size: 13.5px; max-width: 900px; margin: 8px 0 0; }
)css";

}  // namespace engram
