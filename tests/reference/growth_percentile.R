# Growth percentiles, projections and conditional growth of the made cohorts, by R.
# Written from Betebenner (2009, 2011) and the formulas in xl_beregner/measures; needs quantreg.
#   cd tests/reference && Rscript growth_percentile.R     (some minutes)
# Writes growth_percentile_expected.csv.gz (every pupil), growth_projection_expected.csv.gz,
# growth_stored_expected.csv.gz and growth_index_expected.csv.gz.
suppressMessages({library(splines); library(quantreg)})
taus <- (1:100 - 0.5) / 100

cohort <- function(name) read.csv(gzfile(paste0("data/growth_", name, ".csv.gz")))
write <- function(name, table) {
  out <- gzfile(paste0("growth_", name, "_expected.csv.gz"), "w", compression = 9)
  write.csv(table, out, row.names = FALSE, quote = FALSE, na = "")
  close(out)
}
exact <- function(x) ifelse(is.na(x), "", formatC(x, digits = 16, format = "g", width = 1))
fifth <- function(x) ifelse(is.na(x), "", formatC(x, digits = 5, format = "f", width = 1))

# ---- The norm: knots and boundaries of every earlier score, coefficients of every order ----
norm_of <- function(after, before) {
  laid <- lapply(before, function(x) {
    x <- x[!is.na(x)]
    list(knots = round(quantile(x, c(.2, .4, .6, .8), type = 7, names = FALSE), 3),
         ends = round(extendrange(x, f = 0.1), 3))
  })
  orders <- lapply(seq_along(before), function(k) {
    at <- complete.cases(after, before[seq_len(k)])
    x <- design(before[at, seq_len(k), drop = FALSE], laid)
    suppressWarnings(sapply(taus, function(tau) rq.fit(x, after[at], tau = tau, method = "br")$coefficients))
  })
  list(laid = laid, orders = orders, range = range(after[complete.cases(after, before[1])]))
}
design <- function(before, laid) {
  blocks <- lapply(seq_along(before), function(k)
    suppressWarnings(bs(before[[k]], knots = laid[[k]]$knots, Boundary.knots = laid[[k]]$ends)))
  do.call(cbind, c(list(rep(1, nrow(before))), blocks))
}
tracks <- function(norm, before) {
  raw <- design(before, norm$laid) %*% norm$orders[[length(before)]]
  round(t(apply(raw, 1, sort)), 5)
}
percentile <- function(tracks, after) {
  below <- sapply(seq_along(after), function(i) which.min(c(tracks[i, ] < after[i], FALSE)) - 1)
  pmin(pmax(below, 1), 99)
}
percentiles <- function(norm, after, before) {
  found <- rep(NA, length(after))
  at <- complete.cases(after, before)
  found[at] <- percentile(tracks(norm, before[at, , drop = FALSE]), after[at])
  found
}

# ---- Every pupil's growth percentile, from one, two and three earlier scores ----
newest_first <- c("prior_1", "prior_2", "prior_3")
every <- list()
for (name in c("fine", "whole")) {
  pupils <- cohort(name)
  norm <- norm_of(pupils$current, pupils[newest_first])
  for (k in 1:3)
    every[[paste(name, k, sep = "_")]] <- percentiles(norm, pupils$current, pupils[newest_first[1:k]])
}
write("percentile", as.data.frame(every))

# ---- A stored norm on another cohort, many of whose scores lie outside its boundaries ----
pupils <- cohort("fine")
inner <- with(pupils, seq_along(current) <= 4000 & !is.na(prior_1) & prior_1 > 45 & prior_1 < 78)
norm <- norm_of(pupils$current[inner], pupils[inner, newest_first[1:2]])
others <- pupils[4001:6600, ]
write("stored", data.frame(
  outside = as.integer(others$prior_1 < norm$laid[[1]]$ends[1] | others$prior_1 > norm$laid[[1]]$ends[2]),
  one = percentiles(norm, others$current, others["prior_1"]),
  two = percentiles(norm, others$current, others[newest_first[1:2]])))

# ---- Two steps ahead along every track ----
# Step 1 predicts prior_1 from prior_2 (and prior_3), step 2 current from the prediction and these.
step <- function(norm, history) {
  raw <- sapply(1:100, function(j) {
    before <- as.data.frame(lapply(history, function(x) if (is.matrix(x)) x[, j] else x))
    design(before, norm$laid) %*% norm$orders[[length(history)]][, j]
  })
  inside <- pmin(pmax(raw, norm$range[1]), norm$range[2])
  round(t(apply(inside, 1, sort)), 5)
}
projected <- list()
for (name in c("fine", "whole")) {
  pupils <- cohort(name)
  first <- norm_of(pupils$prior_1, pupils[c("prior_2", "prior_3")])
  second <- norm_of(pupils$current, pupils[newest_first])
  target <- unname(quantile(pupils$current, 0.7))
  for (row in 1:150) {
    history <- as.list(pupils[row, c("prior_2", "prior_3")])
    if (is.na(history[[1]])) next
    if (is.na(history[[2]])) history <- history[1]
    twice <- lapply(history, rep, 2)  # two equal pupils, so that matrices stay matrices
    one <- step(first, twice)
    two <- step(second, c(list(one), twice))
    needed <- which.min(c(two[1, ] < target, FALSE))
    q <- c(1, 25, 50, 75, 99)
    projected[[length(projected) + 1]] <- data.frame(
      cohort = name, row = row, target = exact(target), needed = min(needed, 99),
      t(setNames(fifth(one[1, q]), paste0("one_", q))), t(setNames(fifth(two[1, q]), paste0("two_", q))))
  }
}
write("projection", do.call(rbind, projected))

# ---- Conditional growth: expectation by least squares, spread by a gamma regression of squares ----
pupils <- cohort("fine")
few <- pupils[1:600, ]
scaled <- lapply(few[newest_first[1:2]], function(x) {
  mean <- mean(x, na.rm = TRUE); (x - mean) / sqrt(mean((x - mean)^2, na.rm = TRUE))
})
conditional <- list()
for (k in 1:2) {
  z <- scaled[[1]]; older <- scaled[[2]]
  model <- if (k == 1) lm(few$current ~ z + I(z^2), na.action = na.exclude) else
    lm(few$current ~ z + I(z^2) + older, na.action = na.exclude)
  left <- residuals(model); squares <- left^2
  spread <- glm(squares ~ z, family = Gamma("log"), na.action = na.exclude,
                control = glm.control(epsilon = 1e-14, maxit = 200))
  index <- left / sqrt(fitted(spread))
  cuts <- quantile(index, taus, type = 7, na.rm = TRUE)
  ranked <- sapply(index, function(i) min(max(sum(cuts < i), 1), 99))
  conditional[[paste0("index_", k)]] <- exact(index)
  conditional[[paste0("rank_", k)]] <- ranked
  conditional[[paste0("normal_", k)]] <- pmin(pmax(round(100 * pnorm(index)), 1), 99)
}
write("index", as.data.frame(conditional))
