const millisecondsADay = 86_400_000;

/**
 * The week of ISO 8601 in which a moment falls, in UTC: "2026-W01". Weeks begin on Monday, and belong to the year in which
 * their Thursday lies, so the year may be another than the date's.
 */
export function isoWeek(moment: Date): string {
  const daysSinceMonday = (moment.getUTCDay() + 6) % 7;
  const thursday = new Date(moment.getTime() + (3 - daysSinceMonday) * millisecondsADay);
  const year = thursday.getUTCFullYear();
  const daysSinceNewYear = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / millisecondsADay);
  const week = 1 + Math.floor(daysSinceNewYear / 7);
  return `${year}-W${String(week).padStart(2, "0")}`;
}
