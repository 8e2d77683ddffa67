"""From stranger to member: applications, their steps, the review, the first sign-in."""
