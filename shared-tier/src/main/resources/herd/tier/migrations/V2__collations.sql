-- Which libraries sort text on a server, as its latest look saw them: a standby must have its leader's (SAFETY 17).
ALTER TABLE server ADD collations text;
