# usage: gnuplot examples/precise_spikes/picture.gp
# Draws out/precise_spikes.png from what the page beside this file leaves in out/.

runs = "continuous grid_0.1 grid_1"
titles = "'continuous clock' 'grid of 0.1 ms' 'grid of 1 ms'"
csv(i) = "out/" . word(runs, i) . ".csv"
table(i) = "out/" . word(runs, i) . ".txt"
array colour[3] = ["#0072B2", "#009E73", "#D55E00"]

set terminal pngcairo size 1600,1160 font "DejaVu Sans,9" fontscale 2 linewidth 2
set output "out/precise_spikes.png"
set datafile separator ","
set border 3 linecolor "#333333"
set tics nomirror out textcolor "#333333"
set key noautotitle

set multiplot
set size 0.333, 0.5
set xlabel "time (ms)"
set ytics 25
do for [i = 1:3] {
  # The axis is 2 ms long wherever the volley is; `stats` heeds the ranges of the panel before.
  set autoscale
  stats csv(i) using (strcol(1) eq "L10" ? $3 : NaN) nooutput
  set xrange [STATS_median - 1 : STATS_median + 1]
  set yrange [-2:101]
  set xtics 0.5
  set origin (i - 1) * 0.333, 0.5
  set title word(titles, i)
  if (i == 1) { set ylabel "neuron of layer 10" } else { unset ylabel }
  plot csv(i) using (strcol(1) eq "L10" ? $3 : NaN):2 with points pt 7 ps 0.7 lc rgb colour[i]
}

set datafile separator whitespace
unset title
set xlabel "layer"
set xrange [-0.3:10.3]
set xtics 0, 1, 10
set yrange [0:*]
set size 0.5, 0.5
set key top right
set origin 0, 0
set ytics auto
set ylabel "sd of the spike times (ms)"
plot for [i = 1:3] table(i) skip 1 using 0:4 with linespoints pt 7 lc rgb colour[i] title word(titles, i)

set key top left
set origin 0.5, 0
set ylabel "mean time since the packet (ms)\nbeyond the delays"
# Layer n lies n delays of 5 ms behind the packet.
plot for [i = 1:3] table(i) skip 1 using 0:($3 - 50 - 5 * $0) with linespoints pt 7 lc rgb colour[i]
unset multiplot
