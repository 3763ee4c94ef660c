-- What is held of somebody who has objected is deleted, not only hidden (OO-11).
GRANT DELETE ON record.entry, record.pack TO lcr_filing;
