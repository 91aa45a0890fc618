# Growth percentiles of the synthetic cohorts (growth_cohorts.py) from R's quantreg, one, two and three priors:
#   cd tests/reference && python growth_cohorts.py && Rscript quantile_regression.R     (about two minutes)
# The rules (knots, boundaries, sorting, rounding, counting) are those of Betebenner's student growth percentiles.
suppressMessages({library(quantreg); library(splines)})
taus <- (1:100 - 0.5) / 100
print17 <- function(x) formatC(x, digits = 17, format = "g")
save <- function(table, name) {
  file <- gzfile(paste0("data/growth_", name, ".csv.gz"), "wb", compression = 9)
  write.csv(table, file, row.names = FALSE, quote = FALSE, na = "")
  close(file)
}
knots_of <- function(x) round(unname(quantile(x, c(.2, .4, .6, .8), na.rm = TRUE)), 3)
boundaries_of <- function(x) round(extendrange(x[!is.na(x)], f = 0.1), 3)

for (version in c("fine", "whole")) {
  scores <- read.csv(gzfile(paste0("data/growth_", version, ".csv.gz")))
  coefficients <- NULL
  percentiles <- data.frame(pupil = seq_len(nrow(scores)))
  for (priors in 1:3) {
    names <- paste0("prior_", 1:priors)
    rows <- which(complete.cases(scores[, c("current", names)]))
    design <- cbind(1, do.call(cbind, lapply(scores[rows, names, drop = FALSE], function(x)
      unclass(bs(x, knots = knots_of(x), Boundary.knots = boundaries_of(x)))[, ])))
    y <- scores$current[rows]
    # "Solution may be nonunique" is a warning of R; how often it comes is written down.
    nonunique <- 0
    fits <- sapply(taus, function(tau) withCallingHandlers(rq.fit.br(design, y, tau = tau)$coefficients,
      warning = function(w) { nonunique <<- nonunique + grepl("nonunique", conditionMessage(w)); invokeRestart("muffleWarning") }))
    cat(version, priors, "pupils", length(y), "different priors", length(unique(scores$prior_1[rows])),
      "warnings of nonunique solutions", nonunique, "\n")
    predicted <- round(t(apply(design %*% fits, 1, sort)), 5)
    percentiles[[paste0("priors_", priors)]] <- NA
    percentiles[[paste0("priors_", priors)]][rows] <- pmin(pmax(rowSums(predicted < y), 1), 99)
    wide <- matrix(NA, 100, 22); wide[, seq_len(nrow(fits))] <- t(fits)
    table <- data.frame(priors = priors, tau = print17(taus), apply(wide, 2, function(x) ifelse(is.na(x), NA, print17(x))))
    names(table)[-(1:2)] <- paste0("b", 1:22)
    coefficients <- rbind(coefficients, table)
  }
  save(coefficients, paste0(version, "_coefficients"))
  save(percentiles, paste0(version, "_percentiles"))
}

# The basis itself: knots that coincide, scores on knots, on boundaries and outside; R's rounding.
x <- c(0, 1, 2, 3.3, 5, 5, 7.7, 9.9, 10, -1, -3, 12, 20, 0.5)
splines <- NULL
for (knots in list(c(2, 4, 6, 8), c(2, 2, 6, 8), c(5, 5, 5, 5), c(3, 3, 3, 8)))
  splines <- rbind(splines, data.frame(knots = paste(knots, collapse = " "), x = x,
    apply(suppressWarnings(unclass(bs(x, knots = knots, Boundary.knots = c(0, 10)))[, ]), 2, print17)))
save(splines, "splines")
set.seed(7)
x <- c(0.15, 0.25, 0.35, 2.675, 1.0005, 2.0015, 0.0005, -1.0005, 0.285, 1.005, round(runif(200, -50, 50), 4) + 5e-5 * (1:200 %% 2))
save(data.frame(x = print17(x), d1 = print17(round(x, 1)), d2 = print17(round(x, 2)), d3 = print17(round(x, 3)),
  d4 = print17(round(x, 4))), "rounding")
q <- lapply(1:60, function(i) round(rlnorm(20 + i), 1 + i %% 3))
save(do.call(rbind, lapply(seq_along(q), function(i) data.frame(case = i, scores = paste(q[[i]], collapse = " "),
  knots = paste(print17(knots_of(q[[i]])), collapse = " "),
  boundaries = paste(print17(boundaries_of(q[[i]])), collapse = " ")))), "knots")
