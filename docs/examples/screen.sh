#!/bin/sh
# Screen a dispensing list: stop where a row is high or avoid, and where a row has no answer.
list=${1:?usage: screen.sh LIST.csv}
checked=${list%.csv}-checked.csv
probiocheck batch "$list" --map strain=DRUG_NAME --map condition=ICD10 --fail-on high --output "$checked"
case $? in
    0) echo "nothing is high: $checked" ;;
    1) echo "STOP: a row is high or avoid: $checked" >&2; exit 1 ;;
    *) echo "STOP: a row has no answer, or the list cannot be read" >&2; exit 2 ;;
esac
