// Days of the Gregorian calendar. What day it is now does not belong here: rules have no clock, they are told.

const whole = (years, by) => Math.floor(years / by);

/** How many leap days lie before 1 January of a year, from a year 0 that never was. */
const leapDaysBefore = (year) => whole(year - 1, 4) - whole(year - 1, 100) + whole(year - 1, 400);

/** The number of 1 January of a year, in days since 1 January 1970. */
export const newYear = (year) => (year - 1970) * 365 + leapDaysBefore(year) - leapDaysBefore(1970);

/** Whether a day falls in the period of a case. */
export const inPeriod = (snapshot, day) =>
  snapshot.firstDay.number <= day.number && day.number <= snapshot.lastDay.number;

/** The number of the day so many days later, or of the last day that the WIT has. */
export const plusDays = (day, days) => Math.min(day.number + days, 2_147_483_647);
