# usage: awk -f spread.awk SPIKES.csv
# How sharply each population fires, from what `engram convert` writes: of its spikes within 3 ms of
# their median the number, the mean and the standard deviation of their times in ms, and how many
# different moments they have.

BEGIN { FS = ","; window = 3 }

FNR > 1 {
  if (!($1 in size)) name[++populations] = $1
  time[$1, ++size[$1]] = $3
}

function show(who,    i, t, n, sum, squares, moments, last, median, mean) {
  median = time[who, int((size[who] + 1) / 2)]
  for (i = 1; i <= size[who]; ++i) {
    t = time[who, i] - median
    if (t < -window || t > window) continue
    ++n
    sum += t
    squares += t * t
    moments += time[who, i] "" != last
    last = time[who, i] ""
  }
  mean = sum / n
  printf "%-10s %6d %9.3f %7.3f %8d\n", who, n, median + mean, sqrt(squares / n - mean * mean), moments
}

END {
  printf "%-10s %6s %9s %7s %8s\n", "", "spikes", "mean", "sd", "moments"
  for (p = 1; p <= populations; ++p) show(name[p])
}
