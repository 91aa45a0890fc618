# Reference numbers for links by common persons:  cd tests/reference && Rscript linking.R
# Made scores of pupils who took both tests; A, B, r and the link's error at -2..2 sd of x.
set.seed(20261122)
shapes <- data.frame(
  case = c("alike", "few", "loose", "other_unit", "logits"),
  n    = c(400, 60, 250, 1200, 300),
  r    = c(0.95, 0.90, 0.70, 0.92, 0.93),
  mx   = c(50, 50, 50, 30, -0.4), sx = c(10, 10, 10, 6, 1.1),
  my   = c(52, 55, 48, 500, 0.1), sy = c(10, 14, 9, 90, 1.0))
scores <- do.call(rbind, lapply(seq_len(nrow(shapes)), function(i) with(shapes[i, ], {
  a <- rnorm(n); b <- r * a + sqrt(1 - r^2) * rnorm(n)
  data.frame(case = case, x = round(mx + sx * a, 3), y = round(my + sy * b, 3))
})))
write.csv(scores, "data/made_linked.csv", row.names = FALSE, quote = FALSE)
z <- -2:2
link <- function(x, y, method) {
  n <- length(x); r <- cor(x, y)
  if (method == "mean_sigma") {
    A <- sd(y) / sd(x); B <- mean(y) - A * mean(x)
    se <- sqrt(var(y) * (1 - r) * (2 + (1 + r) * z^2) / n)
  } else {
    A <- 1; B <- mean(y) - mean(x)
    se <- rep(sqrt((var(x) + var(y) - 2 * cov(x, y)) / n), 5)
  }
  at <- mean(x) + z * sd(x)
  data.frame(method, z, A, B, x = at, linked = A * at + B, se, n, r)
}
out <- do.call(rbind, lapply(shapes$case, function(case) {
  one <- scores[scores$case == case, ]
  cbind(case, rbind(link(one$x, one$y, "mean_sigma"), link(one$x, one$y, "mean_mean")))
}))
numbers <- sapply(out, is.numeric)
out[numbers] <- lapply(out[numbers], formatC, digits = 16, format = "g")
write.csv(out, "linking_expected.csv", row.names = FALSE, quote = FALSE)
