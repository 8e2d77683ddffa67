"""The words of the mails of members, by noun: importing a module registers its mails."""
