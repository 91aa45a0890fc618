# Reference numbers for VARIANSDELE (pupils in schools, one random intercept), made with lme4.
#
#   cd tests/reference && Rscript one_level.R
#
# Writes data/one_level.csv (figures from the seed below) and one_level_expected.csv.
# The interval of the share is Wald's F test inverted, its quadratic form from whole matrices.
suppressMessages(library(lme4))
options(digits = 17)

make <- function(case, seed, sizes, sd_school, with_covariates, level = 50) {
  set.seed(seed)
  school <- rep(sprintf("s%02d", seq_along(sizes)), sizes); n <- length(school)
  x1 <- round(rnorm(n), 3); x2 <- round(rnorm(length(sizes)), 3)[as.integer(factor(school))]
  y <- level + rnorm(length(sizes), 0, sd_school)[as.integer(factor(school))] + rnorm(n, 0, 8)
  if (with_covariates) y <- y + 3 * x1 - 2 * x2
  data.frame(case, school, value = round(y, 3), x1, x2)
}
figures <- rbind(
  make("balanced", 20, rep(10, 12), 4, FALSE),
  make("unbalanced", 24, c(3, 25, 8, 1, 14, 40, 6, 2, 19, 11), 4, FALSE),
  make("covariates", 24, c(12, 25, 8, 5, 14, 30, 6, 9, 19, 11, 22, 7), 3, TRUE),
  make("boundary_covariates", 2, rep(6, 8), 0, TRUE),
  make("large_figures", 24, c(5, 9, 12, 20, 7), 4, FALSE, level = 1e6)
)
write.csv(figures, "data/one_level.csv", row.names = FALSE, quote = FALSE)

tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12, maxfun = 1e6),
                     check.conv.singular = "ignore", check.conv.grad = "ignore", check.conv.hess = "ignore")

# Newton's last steps with whole matrices: the optimiser stops within some 1e-8 of the whole.
polish <- function(v, y, X, Z) {
  if (v[1] == 0) return(v)
  parts <- list(Z %*% t(Z), diag(length(y)))
  for (i in 1:30) {
    Si <- solve(v[1] * parts[[1]] + v[2] * parts[[2]])
    P <- Si - Si %*% X %*% solve(t(X) %*% Si %*% X, t(X) %*% Si); Py <- P %*% y
    g <- sapply(parts, function(V) sum(P * V) - sum(Py * (V %*% Py)))
    H <- outer(1:2, 1:2, Vectorize(function(k, l)
      2 * sum((parts[[k]] %*% Py) * (P %*% (parts[[l]] %*% Py))) - sum((P %*% parts[[k]]) * t(P %*% parts[[l]]))))
    step <- solve(H, g); v <- v - step
    if (max(abs(step / v)) < 1e-13) break
  }
  v
}
wald <- function(y, X, Z, level = 0.95) {
  all <- cbind(X, Z); within <- sum(qr.resid(qr(all), y)^2); rank <- qr(all)$rank
  d_within <- length(y) - rank; d_between <- rank - ncol(X)
  statistic <- function(ratio) {
    Si <- solve(diag(length(y)) + ratio * Z %*% t(Z))
    P <- Si - Si %*% X %*% solve(t(X) %*% Si %*% X, t(X) %*% Si)
    (sum(y * (P %*% y)) - within) / d_between / (within / d_within)
  }
  end <- function(p) {
    goal <- qf(p, d_between, d_within)
    if (statistic(0) <= goal) return(0)
    ratio <- exp(uniroot(function(l) statistic(exp(l)) - goal, c(-18, 12), tol = 1e-13)$root)
    ratio / (1 + ratio)
  }
  c(end((1 + level) / 2), end((1 - level) / 2))
}
expected <- NULL
for (case in unique(figures$case)) {
  d <- figures[figures$case == case, ]
  with_covariates <- grepl("covariates", case)
  fit <- if (with_covariates) lmer(value ~ x1 + x2 + (1 | school), d, control = tight)
         else lmer(value ~ 1 + (1 | school), d, control = tight)
  v <- as.data.frame(VarCorr(fit))$vcov; v[v < 1e-9 * sum(v)] <- 0
  X <- getME(fit, "X"); Z <- as.matrix(getME(fit, "Z"))
  polished <- polish(v, d$value, X, Z)
  stopifnot(max(abs(polished - v)) < 1e-5 * sum(v))
  ends <- wald(d$value - mean(d$value), X, Z)
  expected <- rbind(expected, data.frame(
    case, lme4_between = v[1], lme4_within = v[2], between = polished[1], within = polished[2],
    intercept = fixef(fit)[[1]], se_intercept = sqrt(vcov(fit)[1, 1]),
    x1 = if (with_covariates) fixef(fit)[["x1"]] else NA, deviance = REMLcrit(fit),
    first_effect = ranef(fit)$school[1, 1], share_lower = ends[1], share_upper = ends[2]))
}
number <- sapply(expected, is.numeric)
expected[number] <- lapply(expected[number], function(c) trimws(formatC(c, digits = 15, format = "g")))
write.csv(expected, "one_level_expected.csv", row.names = FALSE, quote = FALSE)
cat(R.version.string, "lme4", as.character(packageVersion("lme4")), "\n"); print(expected)
