# Reference numbers for the gain of a pupil:  cd tests/reference && Rscript reliable_change.R
# First the example of Jacobson & Truax (1991): 32.5 -> 47.5, s = 7.5, r = .80.
cases <- data.frame(
  before   = c(32.5, 47.5, 10, 10, -1.2, 500),
  after    = c(47.5, 32.5, 11, 10, 0.4, 540),
  se1      = c(7.5 * sqrt(1 - 0.80), 7.5 * sqrt(1 - 0.80), 1, 2, 0.30, 12),
  se2      = c(7.5 * sqrt(1 - 0.80), 7.5 * sqrt(1 - 0.80), 1.5, 2, 0.25, 15),
  expected = c(0, 0, 2, 0, 0.35, 10),
  link     = c(0, 0, 0, 1, 0.05, 3),
  level    = c(0.95, 0.95, 0.95, 0.90, 0.68, 0.99))
with(cases, {
  gain <- after - before; se <- sqrt(se1^2 + se2^2 + link^2); z <- qnorm((1 + level) / 2)
  out <- cbind(cases, gain, se, lower = gain - z * se, upper = gain + z * se, rci = (gain - expected) / se)
  out[] <- lapply(out, formatC, digits = 15, format = "g")
  write.csv(out, "reliable_change_expected.csv", row.names = FALSE, quote = FALSE)
})
