# Reads the CSV of a release, and draws one indicator with its margins as error bars. Base R alone.
#
#   KRACHTIG_URL=http://127.0.0.1:8080 KRACHTIG_TOKEN=krt_... Rscript figures.R demo-2026-q3 problem_groups figures.png

arguments <- commandArgs(trailingOnly = TRUE)
release <- arguments[1]
indicator <- arguments[2]
picture <- arguments[3]

address <- sprintf("%s/national/releases/%s/figures.csv", Sys.getenv("KRACHTIG_URL"), release)
connection <- url(address, headers = c(Authorization = paste("Bearer", Sys.getenv("KRACHTIG_TOKEN"))))
figures <- read.csv(connection, stringsAsFactors = FALSE, encoding = "UTF-8")

told <- figures[figures$indicator == indicator & figures$place == "all", ]
stopifnot(nrow(told) > 0)
# The first category stands at the top.
told <- told[rev(seq_len(nrow(told))), ]

# A figure that is not told is no nought: it is left open, and said.
height <- ifelse(is.na(told$value), 0, told$value)
margin <- ifelse(is.na(told$margin), 0, told$margin)
label <- ifelse(is.na(told$value), paste0(told$category, " (", gsub("_", " ", told$status), ")"), told$category)

png(picture, width = 900, height = 600)
par(mar = c(5, 14, 4, 2))
middles <- barplot(height, names.arg = label, horiz = TRUE, las = 1, col = "#4a7ba6", border = NA,
                   xlim = c(0, max(height + margin, 1) * 1.1), xlab = told$unit[1],
                   main = sprintf("%s, %s", told$indicator_en[1], told$period[1]))
some <- margin > 0 & !is.na(told$value)
if (any(some)) {
  arrows(pmax(height - margin, 0)[some], middles[some], (height + margin)[some], middles[some],
         angle = 90, code = 3, length = 0.05)
}
invisible(dev.off())
