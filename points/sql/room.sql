-- Room on each page, so that a balance or a lot changes where it lies.
ALTER TABLE points_account SET (fillfactor = 80);
ALTER TABLE points_lot SET (fillfactor = 90);
