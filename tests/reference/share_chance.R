# Reference numbers for ANDELCHANCE: how many pupils succeed, independent and with a shared part.
#
#   cd tests/reference && Rscript share_chance.R
#
# Independent: every one of the 2^n outcomes is counted. Shared: adaptive quadrature over the shared part.
options(digits = 17)
counted <- function(p) {
  outcomes <- as.matrix(expand.grid(rep(list(0:1), length(p))))
  chance <- apply(outcomes, 1, function(o) prod(ifelse(o == 1, p, 1 - p)))
  as.vector(tapply(chance, factor(rowSums(outcomes), levels = 0:length(p)), sum))
}
at_least <- function(p, k, sd) {
  if (sd == 0) return(sum(counted(p)[(k + 1):(length(p) + 1)]))
  latent <- sqrt(1 + sd^2) * qnorm(p)
  given <- Vectorize(function(z) sum(counted(pnorm(latent + sd * z))[(k + 1):(length(p) + 1)]) * dnorm(z))
  integrate(given, -9, 9, rel.tol = 1e-11, subdivisions = 2000L)$value
}
cases <- list(
  list(p = c(0.9, 0.8, 0.5, 0.3), k = 2), list(p = c(0.2, 0.35, 0.5, 0.61, 0.77, 0.93), k = 4),
  list(p = c(0.01, 0.5, 0.99, 0.999, 0.3, 0.42, 0.68, 0.12), k = 5), list(p = rep(0.7, 9), k = 8)
)
expected <- NULL
for (i in seq_along(cases)) for (sd in c(0, 0.3, 1, 3)) {
  case <- cases[[i]]
  expected <- rbind(expected, data.frame(
    p = paste(case$p, collapse = " "), k = case$k, sd, chance = at_least(case$p, case$k, sd)))
}
expected$chance <- trimws(formatC(expected$chance, digits = 15, format = "g"))
write.csv(expected, "share_chance_expected.csv", row.names = FALSE, quote = FALSE)
print(expected)
