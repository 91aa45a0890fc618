# Reference numbers for chances and status:  cd tests/reference && Rscript prediction.R
# The first case is the worked example: mean 52, target 53, SE .8, year .0-1.2, pupils 9/sqrt(40): 31.1 %;
# the second counts pupil sampling alone: 24.1 %.
cases <- data.frame(
  base    = c(52, 52, 7.4, 7.4, 6.5, 88, 88),
  se      = c(0.8, 0, 0.2, 0.2, 0.3, 1, 1),
  target  = c(53, 53, 7.6, 7.2, 6, 90, 90),
  sd_year = c(1.2, 0, 0.5, 0.5, 0.9, 2.8, 2.8),
  sd_pupil = c(9, 9, 0, 0, 0, 20, 20),
  pupils  = c(40, 40, 1, 1, 1, 55, 55),
  horizon = c(1, 1, 1, 1, 1, 1, 3),
  sign    = c(1, 1, 1, -1, -1, 1, 1),
  common  = c(0, 0, 0.1, 0.1, 1.2, 0.8, 0.8),
  trend   = c(0, 0, 0, 0, 0, 0.5, 0.5),
  df      = c(4, 4, 4, 9, 1, 30, 30))
with(cases, {
  sd <- sqrt(se^2 + (1 + (horizon - 1) / 2) * (sd_year^2 + common^2) + sd_pupil^2 / pupils)
  mean <- base + horizon * trend
  out <- cbind(cases, sd, chance = pnorm(sign * (mean - target) / sd),
    chance_t = pt(sign * (mean - target) / sd, df),            # Excel: T.DIST(x; df; TRUE)
    target_35 = base + sign * qnorm(0.65) * sd, target_15 = base + sign * qnorm(0.85) * sd,
    visible = qnorm(0.975) * sd,
    status = ifelse(se > 0, pnorm(sign * (base - target) / se), sign * (base - target) >= 0))
  out[] <- lapply(out, formatC, digits = 15, format = "g")
  write.csv(out, "prediction_expected.csv", row.names = FALSE, quote = FALSE)
})
# Quantiles and probabilities the measures lean on.
p <- c(0.5, 0.65, 0.85, 0.975, 0.995)
q <- expand.grid(p = p, df = c(1, 2, 4, 17, 96, 1e6))
q$t <- qt(q$p, q$df); q$back <- pt(q$t, q$df)
q$chi <- qchisq(q$p, pmin(q$df, 17))
q[] <- lapply(q, formatC, digits = 15, format = "g")
write.csv(q, "quantiles_expected.csv", row.names = FALSE, quote = FALSE)
