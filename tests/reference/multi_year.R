# Reference numbers for the multi-year baseline, made with lme4 and with dense matrices in R.
#
#   cd tests/reference && Rscript multi_year.R
#
# Writes data/made_*.csv (figures from the seed below) and three tables:
#   variances_expected.csv   REML variances, mean and deviance, by lme4 (or dense, where lme4 cannot)
#   effects_expected.csv     each school's prediction and its conditional standard deviation
#   baselines_expected.csv   baseline, interval, prediction, spread and degrees of freedom of next year,
#                            with a carry-over of the common shock of 0 and of .7
# The dense part forms V whole and inverts it: it shares no formula with the block-wise Python.
suppressMessages(library(lme4))
options(digits = 17)

# ---- figures -------------------------------------------------------------------------------

make <- function(name, seed, schools, years, sd_school, sd_year, sd_swing, missing = 0, sd_pupil = 0) {
  set.seed(seed)
  d <- expand.grid(year = 2020 + seq_len(years), school = sprintf("s%02d", seq_len(schools)))
  u <- rnorm(schools, 0, sd_school); g <- rnorm(years, 0, sd_year)
  d$pupils <- round(exp(rnorm(nrow(d), 3.4, 0.5))) + 5
  d$value <- 50 + u[as.integer(factor(d$school))] + g[d$year - 2020] + rnorm(nrow(d), 0, sd_swing) +
    rnorm(nrow(d)) * sd_pupil / sqrt(d$pupils)
  d$standard_error <- round(4 / sqrt(d$pupils), 3)
  d <- d[runif(nrow(d)) >= missing, c("school", "year", "value", "pupils", "standard_error")]
  d$value <- round(d$value, 3)
  write.csv(d, sprintf("data/made_%s.csv", name), row.names = FALSE, quote = FALSE)
  d
}
made <- list(
  crossed    = make("crossed", 1, 24, 5, 2, 1, 1),
  gaps       = make("gaps", 2, 24, 5, 2, 1, 1, missing = 0.2),
  no_school  = make("no_school", 9, 12, 5, 0, 1, 2),
  no_year    = make("no_year", 6, 12, 4, 2, 0, 1),
  few        = make("few", 5, 5, 4, 2, 1, 1, missing = 0.1),
  counts     = make("counts", 14, 60, 6, 2, 1, 0.8, missing = 0.1, sd_pupil = 9)
)

# ---- dense REML ----------------------------------------------------------------------------

kin <- function(a, b, carry) carry^abs(outer(a, b, "-"))  # R: 0^0 is 1
parts <- function(d, carry = 0, residual = list(rep(1, nrow(d)))) {
  V <- list(school = outer(d$school, d$school, "==") * 1, year = kin(d$year, d$year, carry))
  for (k in seq_along(residual)) V[[paste0("residual", k)]] <- diag(residual[[k]], nrow(d))
  V
}
covariance <- function(v, V, known) {
  S <- diag(known, nrow(V[[1]]))
  for (k in seq_along(V)) S <- S + v[k] * V[[k]]
  S
}
deviance_dense <- function(v, y, V, known) {
  S <- covariance(v, V, known); L <- chol(S); one <- rep(1, length(y))
  a <- backsolve(L, one, transpose = TRUE); b <- backsolve(L, y, transpose = TRUE)
  m <- sum(a * b) / sum(a^2)
  2 * sum(log(diag(L))) + log(sum(a^2)) + sum((b - m * a)^2) + (length(y) - 1) * log(2 * pi)
}
projection <- function(v, V, known) {
  Si <- solve(covariance(v, V, known)); one <- rep(1, nrow(Si))
  Si - Si %*% one %*% t(one) %*% Si / sum(Si)
}
# Newton's steps with the exact second derivative: optimisers stop at 1e-8 of the deviance.
polish <- function(v, y, V, known) {
  free <- which(v > 0)
  for (i in 1:50) {
    P <- projection(v, V, known); Py <- P %*% y
    g <- sapply(free, function(k) sum(P * V[[k]]) - sum(Py * (V[[k]] %*% Py)))
    H <- outer(free, free, Vectorize(function(k, l) {
      2 * sum((V[[k]] %*% Py) * (P %*% (V[[l]] %*% Py))) - sum((P %*% V[[k]]) * t(P %*% V[[l]]))
    }))
    step <- solve(H, g); v[free] <- v[free] - step
    if (max(abs(step / v[free])) < 1e-13) break
  }
  v
}
reml_dense <- function(y, V, known, start) {
  f <- function(theta) deviance_dense(theta^2, y, V, known)
  best <- optim(start, f, method = "Nelder-Mead", control = list(maxit = 20000, reltol = 1e-15))
  best <- optim(best$par, f, method = "BFGS", control = list(maxit = 2000, reltol = 1e-15))
  v <- best$par^2
  v[v < 1e-6 * max(v)] <- 0
  polish(v, y, V, known)
}

# ---- the baseline as method and docstring say it, on whole matrices ---------------------------

baseline_dense <- function(d, v, V, known, next_slope, next_known, carry, level = 0.95) {
  schools <- unique(d$school); J <- length(schools)
  pieces <- function(v) {
    S <- covariance(v, V, known); Si <- solve(S); one <- rep(1, nrow(d))
    mu <- sum(Si %*% d$value) / sum(Si)
    Z <- outer(d$school, schools, "==") * 1
    years <- sort(unique(d$year)); G <- outer(d$year, years, "==") * 1
    ahead <- max(years) + 1
    g <- v[2] * kin(years, d$year, carry) %*% Si %*% (d$value - mu)
    g_next <- v[2] * kin(ahead, d$year, carry) %*% Si %*% (d$value - mu)
    # covariance with the figures, and variance, of school + mean shock and of school + next shock
    pev_of <- function(with_figures, size) {
      C <- v[1] * t(Z) + v[2] * matrix(with_figures, J, nrow(d), byrow = TRUE)
      A <- C %*% Si
      v[1] + v[2] * size - rowSums(A * C) + (1 - as.vector(A %*% one))^2 / sum(Si)
    }
    R <- kin(years, years, carry)
    # residual variance of each figure: what is neither school nor year
    w <- 1 / diag(covariance(c(0, 0, v[-(1:2)]), V, known))
    precision <- as.vector(t(Z) %*% w); sampling <- 1 / precision
    own <- as.vector(t(Z) %*% (w * (d$value - G %*% g))) / precision
    share <- v[1] / (v[1] + sampling)
    weight <- 1 - max(J - 3, 0) / max(J - 1, 1) * (1 - share)
    spread <- v[1] + sampling; fixed <- 1 / sum(1 / spread)
    variance_of <- function(pev) {
      shock <- pmax(pev - share * sampling - (1 - share)^2 * fixed, 0)
      variance <- weight * sampling + (1 - weight)^2 * fixed + shock
      if (J > 3) variance <- variance +
        2 / (J - 3) * (1 - weight)^2 * (own - mu)^2 * (v[1] + mean(sampling)) / spread
      variance
    }
    list(mu = mu, own = own, weight = weight, past = mean(g), ahead = as.vector(g_next),
         variance = variance_of(pev_of(colMeans(kin(years, d$year, carry)), mean(R))),
         next_variance = variance_of(pev_of(kin(ahead, d$year, carry), 1)))
  }
  at <- pieces(v)
  P <- projection(v, V, known)
  H <- outer(seq_along(V), seq_along(V), Vectorize(function(k, l) sum((P %*% V[[k]]) * t(P %*% V[[l]]))))
  cov <- 2 * solve(H)
  gradient <- function(what) sapply(seq_along(v), function(k) {
    if (k == 1) return(rep(0, J))
    h <- 1e-5 * max(v[k], 1e-4 * sum(v)); up <- down <- v
    up[k] <- v[k] + h; down[k] <- max(v[k] - h, 0)
    (pieces(up)[[what]] - pieces(down)[[what]]) / (up[k] - down[k])
  })
  freedom <- function(variance, slope) 2 * variance^2 / rowSums((slope %*% cov) * slope)
  df <- freedom(at$variance, gradient("variance"))
  baseline <- at$mu + at$past + at$weight * (at$own - at$mu)
  reach <- qt((1 + level) / 2, df) * sqrt(at$variance)
  mean <- baseline - at$past + at$ahead
  next_variance <- at$next_variance + as.vector(next_slope %*% v) + next_known
  df_next <- freedom(next_variance, gradient("next_variance") + next_slope)
  sd <- sqrt(next_variance); whole <- pmax(floor(df_next), 1)
  data.frame(carry, school = schools, baseline = baseline,
             lower = baseline - reach, upper = baseline + reach, weight = at$weight,
             standard_error = sqrt(at$variance), df = df, mean = mean, sd = sd, df_next = df_next,
             target_35_up = mean + qt(0.65, whole) * sd, target_15_down = mean - qt(0.85, whole) * sd,
             smallest_visible_change = qt((1 + level) / 2, whole) * sd)
}
latest <- function(d) sapply(unique(d$school), function(s) {
  rows <- which(d$school == s); rows[which.max(d$year[rows])]
})

# ---- run ------------------------------------------------------------------------------------

tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e6),
                     check.nobs.vs.nlev = "ignore", check.nobs.vs.nRE = "ignore", check.conv.singular = "ignore",
                     check.conv.grad = "ignore", check.conv.hess = "ignore")
variances <- effects <- baselines <- NULL
keep <- function(case, by, v, pupil, mean, se, deviance)
  variances <<- rbind(variances, data.frame(case, by, school = v[1], year = v[2], residual = v[3], pupil = pupil,
                                            mean = mean, se_mean = se, deviance = deviance))
from_lme4 <- function(case, fit, year = NA, cell = NA) {
  vc <- as.data.frame(VarCorr(fit)); get <- function(g) { x <- vc$vcov[vc$grp == g]; if (length(x)) x else 0 }
  residual <- if (is.na(cell)) get("Residual") else get(cell)
  keep(case, "lme4", c(get("school"), if (is.na(year)) 0 else get(year), residual),
       if (is.na(cell)) NA else get("Residual"), fixef(fit)[[1]], sqrt(vcov(fit)[1, 1]), REMLcrit(fit))
  r <- ranef(fit)$school
  effects <<- rbind(effects, data.frame(case, school = rownames(r), effect = r[[1]]))
}
for (name in c("dyestuff", "dyestuff2")) {
  d <- read.csv(sprintf("data/%s.csv", name)); names(d) <- c("school", "value")
  from_lme4(name, lmer(value ~ 1 + (1 | school), d, control = tight))
}
real <- lapply(c(karakter = "karakter", fravaer = "fravaer"), function(n)
  read.csv(sprintf("data/koebenhavn_%s.csv", n), colClasses = c(school = "character")))
crossed <- c(made[c("crossed", "gaps", "no_school", "no_year", "few")], real)
for (name in names(crossed)) {
  d <- crossed[[name]]; d$school <- as.character(d$school)
  fit <- lmer(value ~ 1 + (1 | school) + (1 | year), d, control = tight)
  from_lme4(name, fit, year = "year")
  vc <- as.data.frame(VarCorr(fit)); v <- setNames(vc$vcov, vc$grp)[c("school", "year", "Residual")]
  v[v < 1e-9 * sum(v)] <- 0
  V <- parts(d); v <- polish(as.vector(v), d$value, V, rep(0, nrow(d)))
  # The optimiser stops at some 1e-8 of the whole; Newton's last steps pin a small variance too.
  Si <- solve(covariance(v, V, rep(0, nrow(d))))
  keep(name, "lme4 and Newton", v, NA, sum(Si %*% d$value) / sum(Si), 1 / sqrt(sum(Si)),
       deviance_dense(v, d$value, V, rep(0, nrow(d))))
  swing <- cbind(0, 0, rep(1, length(unique(d$school))))
  both <- function(carry, v, V)
    baselines <<- rbind(baselines, cbind(case = name, baseline_dense(d, v, V, rep(0, nrow(d)), swing, 0, carry)))
  both(0, v, V)
  V <- parts(d, 0.7); start <- sqrt(ifelse(v > 0, v, 0.01 * sum(v)))
  both(0.7, reml_dense(d$value, V, rep(0, nrow(d)), start), V)
}

# With pupils: a cell effect beside a residual of s_e^2 / pupils is what lme4 calls weights.
d <- made$counts; d$school <- as.character(d$school); d$cell <- seq_len(nrow(d))
from_lme4("counts", lmer(value ~ 1 + (1 | school) + (1 | year) + (1 | cell), d, weights = pupils, control = tight),
          year = "year", cell = "cell")
V <- parts(d, residual = list(rep(1, nrow(d)), 1 / d$pupils))
v <- reml_dense(d$value, V, rep(0, nrow(d)), c(2, 1, 1, 9))
rows <- latest(d)
baselines <- rbind(baselines, cbind(case = "counts", baseline_dense(
  d, v, V, rep(0, nrow(d)), cbind(0, 0, rep(1, length(rows)), 1 / d$pupils[rows]), 0, 0)))

# With known standard errors lme4 cannot hold the residual: dense.
for (name in c("gaps", "crossed")) {
  d <- made[[name]]; d$school <- as.character(d$school); V <- parts(d); known <- d$standard_error^2
  v <- reml_dense(d$value, V, known, c(2, 1, 1)); Si <- solve(covariance(v, V, known))
  case <- paste0(name, "_known")
  keep(case, "dense", v, NA, sum(Si %*% d$value) / sum(Si), 1 / sqrt(sum(Si)), deviance_dense(v, d$value, V, known))
  rows <- latest(d)
  baselines <- rbind(baselines, cbind(case = case, baseline_dense(
    d, v, V, known, cbind(0, 0, rep(1, length(rows))), known[rows], 0)))
}

save <- function(x, name) {
  number <- sapply(x, is.numeric); x[number] <- lapply(x[number], function(c) trimws(formatC(c, digits = 15, format = "g")))
  write.csv(x, name, row.names = FALSE, quote = FALSE)
}
save(variances, "variances_expected.csv"); save(effects, "effects_expected.csv")
save(baselines, "baselines_expected.csv")
cat(R.version.string, "lme4", as.character(packageVersion("lme4")), "\n"); print(variances)
