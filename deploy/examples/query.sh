#!/bin/sh
# Asks the national API with curl, and draws what it answers as an SVG with the margins as error bars. Takes curl and jq.
#
#   KRACHTIG_URL=http://127.0.0.1:8080 KRACHTIG_TOKEN=krt_... ./query.sh problem_groups > figures.svg
set -eu
: "${KRACHTIG_URL:?where Krachtig listens}" "${KRACHTIG_TOKEN:?the token of a reader}"
here=$(dirname "$0")

jq -n --rawfile query "$here/figures.graphql" --arg indicator "${1:-problem_groups}" \
    '{$query, variables: {$indicator}}' |
curl --silent --show-error --fail "$KRACHTIG_URL/national/graphql" \
    -H "Authorization: Bearer $KRACHTIG_TOKEN" -H "Content-Type: application/json" \
    -H "X-Krachtig-Client: example" --data @- |
jq -r '
    if .errors then error(.errors[0].message) else .data.figures[0] // error("no release tells of this") end
    | . as $table
    | [.figures[] | select(.place.code == "all")] as $figures
    | ([$figures[] | (.value // 0) + (.margin // 0)] + [1] | max) as $most
    | def x: . * 400 / $most | . * 10 | round / 10;
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"\(40 + 24 * ($figures | length))\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">",
      "<title>\($table.indicator.label.en | @html), \($table.release.period | @html)</title>",
      "<text x=\"8\" y=\"18\" font-weight=\"bold\">\($table.indicator.label.en | @html), \($table.release.period | @html)</text>",
      ($figures | to_entries[] | .key as $row | .value | (32 + 24 * $row) as $y
       | "<text x=\"8\" y=\"\($y + 13)\">\(.category.label.en | @html)</text>",
         if .value == null then "<text x=\"230\" y=\"\($y + 13)\" fill=\"#666\">\(.status | ascii_downcase | gsub("_"; " "))</text>"
         else "<rect x=\"230\" y=\"\($y)\" width=\"\(.value | x)\" height=\"16\" fill=\"#4a7ba6\"/>",
              "<path d=\"M\(230 + ([.value - .margin, 0] | max | x)) \($y + 8)H\(230 + (.value + .margin | x))\" stroke=\"#111\" stroke-width=\"2\"/>",
              "<text x=\"\(236 + (.value + .margin | x))\" y=\"\($y + 13)\">\(.value)\(if .margin > 0 then " ±\(.margin)" else "" end)</text>"
         end),
      "</svg>"'
