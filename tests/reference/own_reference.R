# Reference numbers for the own reference:  cd tests/reference && Rscript own_reference.R
#
# Writes data/made_pupils.csv (pupils from the seed below) and own_reference_expected.csv: each school
# predicted by a model refitted without it, and the difference's interval from whole matrices. Nothing
# here is worked out from one fit, as the Python does.
options(digits = 17)
set.seed(11)
n <- c(5, 31, 18, 44, 9, 26, 61, 22, 13, 35, 7, 4)
school <- sprintf("s%02d", rep(seq_along(n), n))
place <- rep(seq_along(n), n)
intake <- rnorm(length(n), 0, 0.6)
education <- round(13 + 2 * (intake[place] + rnorm(sum(n))), 1)
bilingual <- rbinom(sum(n), 1, plogis(-1.5 - intake[place]))
girl <- rbinom(sum(n), 1, 0.5)
result <- round(6 + 0.25 * education - 0.6 * bilingual + 0.5 * girl +
                  rnorm(length(n), 0, 0.5)[place] + rnorm(sum(n), 0, 2), 2)
pupils <- data.frame(school, result, education, bilingual, girl)[sample(sum(n)), ]
write.csv(pupils, "data/made_pupils.csv", row.names = FALSE, quote = FALSE)

d <- pupils
d$school <- factor(d$school)
schools <- levels(d$school)
J <- length(schools); N <- nrow(d)
y <- d$result
X <- model.matrix(~ education + bilingual + girl, d)
Z <- model.matrix(~ 0 + school, d)
W <- cbind(Z, X[, -1])                       # slopes among schoolmates
within <- lm(result ~ 0 + school + education + bilingual + girl, d)
s2e <- sum(resid(within)^2) / within$df.residual

between <- function(Q, ss) {                 # E(y'Qy) = tr(Q) s2e + tr(Z'QZ) s2u
  noise <- sum(diag(Q)); size <- sum(diag(t(Z) %*% Q %*% Z))
  list(ss = ss, noise = noise, size = size, s2u = max((ss - noise * s2e) / size, 0))
}
projection <- function(A) A %*% solve(crossprod(A), t(A))
interval <- function(weights, found, freedom) {
  # weights: the difference as weights on all results; the school's own effect is what is sought.
  own <- sapply(schools, function(s) d$school == s)
  t(sapply(seq_len(J), function(j) {
    w <- weights[j, ]
    sampling <- sum(w^2)
    pulled <- tapply(w, d$school, sum); pulled[j] <- 0
    v <- sampling * s2e + sum(pulled^2) * found$s2u
    a <- sum(pulled^2) / found$size          # on the sum of squares between
    b <- sampling - a * found$noise          # on the mean square within
    df <- if (found$s2u == 0) within$df.residual else
      v^2 / ((a * found$ss)^2 / freedom + (b * s2e)^2 / within$df.residual)
    difference <- sum(w * y)
    c(difference, difference + c(-1, 1) * qt(0.975, df) * sqrt(v))
  }))
}

# ---- by all other schools' pupils: refit without the school --------------------------------
weights_out <- t(sapply(schools, function(s) {
  mine <- d$school == s
  w <- numeric(N)
  w[mine] <- 1 / sum(mine)
  w[!mine] <- -colMeans(X[mine, , drop = FALSE]) %*% solve(crossprod(X[!mine, ]), t(X[!mine, ]))
  w
}))
refit <- sapply(schools, function(s) {
  fit <- lm(result ~ education + bilingual + girl, d, subset = school != s)
  mean(predict(fit, d[d$school == s, ]))
})
Q <- projection(W) - projection(X)
out <- interval(weights_out, between(Q, sum((Q %*% y) * y)), sum(diag(Q)))

# ---- by slopes among schoolmates: the other schools' mean and their slopes ------------------
slopes <- function(rows) {
  part <- droplevels(d[rows, ])
  coef(lm(result ~ 0 + school + education + bilingual + girl, part))[c("education", "bilingual", "girl")]
}
U <- X[, -1]
refit_within <- sapply(schools, function(s) {
  mine <- d$school == s
  mean(y[!mine]) + sum((colMeans(U[mine, ]) - colMeans(U[!mine, ])) * slopes(!mine))
})
centre <- function(rows) {                   # results as weights on slopes among schoolmates
  A <- apply(U[rows, ], 2, function(u) u - ave(u, droplevels(d$school[rows])))
  solve(crossprod(A), t(A))
}
weights_within <- t(sapply(schools, function(s) {
  mine <- d$school == s
  w <- numeric(N)
  w[mine] <- 1 / sum(mine)
  w[!mine] <- -1 / sum(!mine) - (colMeans(U[mine, ]) - colMeans(U[!mine, ])) %*% centre(!mine)
  w
}))
# The sum of squares between schools of what is left after the slopes among schoolmates.
B <- projection(Z) - matrix(1 / N, N, N)
L <- diag(N) - U %*% centre(rep(TRUE, N))
Qw <- t(L) %*% B %*% L
inside <- interval(weights_within, between(Qw, sum((Qw %*% y) * y)), J - 1)

table <- rbind(
  data.frame(method = "without_school", school = schools, observed = tapply(y, d$school, mean),
             reference = refit, difference = out[, 1], lower = out[, 2], upper = out[, 3]),
  data.frame(method = "within_schools", school = schools, observed = tapply(y, d$school, mean),
             reference = refit_within, difference = inside[, 1], lower = inside[, 2], upper = inside[, 3]))
table[3:7] <- lapply(table[3:7], formatC, digits = 16, format = "g", width = 1)
write.csv(table, "own_reference_expected.csv", row.names = FALSE, quote = FALSE)
