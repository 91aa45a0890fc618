# Reference numbers for KALIBRERING: Brier, skill, slope by glm, Wilson's interval by prop.test.
#
#   cd tests/reference && Rscript calibration.R
options(digits = 17)
set.seed(7)
cases <- list(good = function(p) p, bold = function(p) plogis(0.5 * qlogis(p)), shifted = function(p) plogis(qlogis(p) - 1))
figures <- expected <- NULL
for (case in names(cases)) {
  p <- round(runif(180, 0.02, 0.98), 3); y <- as.integer(runif(180) < cases[[case]](p))
  figures <- rbind(figures, data.frame(case, p, outcome = y))
  fit <- glm(y ~ qlogis(p), family = binomial, control = glm.control(epsilon = 1e-15, maxit = 100))
  wilson <- prop.test(sum(y), length(y), correct = FALSE)$conf.int
  brier <- mean((p - y)^2)
  expected <- rbind(expected, data.frame(
    case, brier, skill = 1 - brier / (mean(y) * (1 - mean(y))), slope = coef(fit)[[2]],
    se = sqrt(vcov(fit)[2, 2]), lower = wilson[1], upper = wilson[2]))
}
write.csv(figures, "data/calibration.csv", row.names = FALSE, quote = FALSE)
number <- sapply(expected, is.numeric)
expected[number] <- lapply(expected[number], function(c) trimws(formatC(c, digits = 15, format = "g")))
write.csv(expected, "calibration_expected.csv", row.names = FALSE, quote = FALSE)
print(expected)
