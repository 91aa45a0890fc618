# Wilson's interval of a share, as prop.test gives it:  cd tests/reference && Rscript wilson.R
cases <- data.frame(k = c(0, 5, 4, 13, 1, 250, 999), n = c(5, 5, 6, 20, 25, 400, 1000))
limits <- t(mapply(function(k, n) suppressWarnings(prop.test(k, n, correct = FALSE))$conf.int, cases$k, cases$n))
out <- cbind(cases, lower = limits[, 1], upper = limits[, 2])
out[] <- lapply(out, formatC, digits = 16, format = "g")
write.csv(out, "wilson_expected.csv", row.names = FALSE, quote = FALSE)
