# Reference numbers for school growth and similar schools:  cd tests/reference && Rscript school_growth.R
#
# Writes data/made_growth.csv (pupils from the seed below) and school_growth_expected.csv (each school's
# mean, standard error, interval, smoothed figure, plain and corrected for one and for
# both earlier tests with a reliability of .8);
# data/made_schools.csv and similar_schools_expected.csv (the nearest of 30 schools to three of them).
options(digits = 17)
set.seed(12)
n <- c(24, 8, 41, 30, 19, 55, 27, 36, 22, 48)
place <- rep(seq_along(n), n)
N <- sum(n); J <- length(n)
true <- rnorm(J, 0, 0.5)[place] + rnorm(N, 0, 0.9)
before <- round(50 + 10 * (true + rnorm(N, 0, 0.5)), 1)
earlier <- round(45 + 12 * (0.9 * true + rnorm(N, 0, 0.4) + rnorm(N, 0, 0.5)), 1)
after <- round(100 + 15 * (0.8 * true + rnorm(J, 0, 0.3)[place] + rnorm(N, 0, 0.6)), 1)
growth <- resid(lm(after ~ before + earlier))
percentile <- pmin(99, pmax(1, round(100 * pnorm(growth / sd(growth)))))
d <- data.frame(school = sprintf("s%02d", place), percentile, before, earlier, after)[sample(N), ]
write.csv(d, "data/made_growth.csv", row.names = FALSE, quote = FALSE)
d$school <- factor(d$school)
d$z <- qnorm(d$percentile / 100)

# REML for known standard errors, by a numerical search.
smooth <- function(m, se) {
  deviance <- function(t2) {
    w <- 1 / (t2 + se^2); mu <- sum(w * m) / sum(w)
    -sum(log(w)) + log(sum(w)) + sum(w * (m - mu)^2)
  }
  t2 <- optimize(deviance, c(0, 1), tol = 1e-13)$minimum
  w <- 1 / (t2 + se^2); mu <- sum(w * m) / sum(w)
  mu + t2 * w * (m - mu)
}
told <- function(how, score, spent, extra) {
  anova <- lm(score ~ 0 + d$school)
  df <- anova$df.residual - spent
  s <- sqrt(sum(resid(anova)^2) / df)
  m <- coef(anova)
  se <- sqrt(s^2 / table(d$school) + extra)
  t <- qt(0.975, df)
  flat <- 1 / sqrt(1 + s^2)
  back <- function(score) as.vector(100 * pnorm(flat * score))
  data.frame(how, school = levels(d$school), n = as.vector(table(d$school)), mean = back(m),
             error = as.vector(100 * dnorm(flat * m) * flat * se), lower = back(m - t * se),
             upper = back(m + t * se), smoothed = back(smooth(m, as.vector(se))))
}
plain <- told("plain", d$z, 0, 0)

# Errors in variables among schoolmates, with regressions that carry a constant for each school.
reliability <- 0.8
m <- N - J
correct <- function(how, names) {
  U <- as.matrix(d[names])
  within <- function(column) resid(lm(column ~ d$school))
  X <- apply(U, 2, within); y <- within(d$after)
  error2 <- (1 - reliability) * apply(U, 2, var)
  true <- crossprod(X) - m * diag(error2, length(names))
  b_true <- solve(true, crossprod(X, y))
  norm <- lm(reformulate(c("school", "after", names), "z"), d)
  k <- coef(norm)[["after"]]
  left <- k * b_true + coef(norm)[names]
  # Sandwich: the estimating equation of b_true, and what the norm's own slopes leave.
  ahead <- sweep(U, 2, colMeans(U))
  equation <- sweep(X * as.vector(y - X %*% b_true), 2, error2 * as.vector(b_true) * m / N, "+")
  influence <- k * equation %*% solve(true) + (X * resid(norm)) %*% solve(crossprod(X))
  away <- apply(ahead, 2, function(a) tapply(a, d$school, mean))
  told(how, d$z - as.vector(ahead %*% left), length(names), rowSums((away %*% crossprod(influence)) * away))
}
corrected <- rbind(correct("one", "before"), correct("both", c("before", "earlier")))

out <- rbind(plain, corrected)
out[4:8] <- lapply(out[4:8], formatC, digits = 16, format = "g", width = 1)
write.csv(out, "school_growth_expected.csv", row.names = FALSE, quote = FALSE)

# ---- similar schools -------------------------------------------------------------------------
set.seed(13)
k <- 30
s <- data.frame(school = sprintf("s%02d", seq_len(k)), reference = round(rnorm(k, 7, 0.6), 2),
                bilingual = round(100 * plogis(rnorm(k, -1, 1))), size = round(rlnorm(k, 6, 0.4)))
write.csv(s, "data/made_schools.csv", row.names = FALSE, quote = FALSE)
standard <- scale(s[, 2:4])
apart <- as.matrix(dist(standard)) / sqrt(3)
first <- as.matrix(dist(standard[, 1]))
nearest <- do.call(rbind, lapply(c(1, 10, 22), function(j) {
  near <- setdiff(which(first[j, ] <= 0.25), j)
  near <- head(near[order(apart[j, near])], 5)
  data.frame(target = s$school[j], school = s$school[near],
             distance = formatC(apart[j, near], digits = 16, format = "g", width = 1))
}))
write.csv(nearest, "similar_schools_expected.csv", row.names = FALSE, quote = FALSE)
