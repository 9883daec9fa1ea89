#include "shared/core/rfc3339.hpp"

#include <algorithm>

namespace stimchat {
namespace {

constexpr std::int64_t ms_per_day = 86'400'000;
constexpr std::int64_t first_ms = -62'167'219'200'000;  // 0000-01-01T00:00:00.000Z
constexpr std::int64_t last_ms = 253'402'300'799'999;   // 9999-12-31T23:59:59.999Z

struct Date {
    std::int64_t year = 0;
    std::int64_t month = 0;  ///< 1 to 12
    std::int64_t day = 0;    ///< 1 to 31
};

// Both conversions: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". Years begin in March, so that the leap
// day is the last of its year; an era is 400 years.
constexpr std::int64_t days_from_date(Date date) {
    const std::int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t year_of_era = year - era * 400;
    const std::int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

constexpr Date date_from_days(std::int64_t days) {
    const std::int64_t z = days + 719'468;
    const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
    const std::int64_t day_of_era = z - era * 146'097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day_of_year - (153 * month_from_march + 2) / 5 + 1};
}

constexpr std::int64_t days_of_month(std::int64_t year, std::int64_t month) {
    if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/// What every time stamp looks like: a 0 stands for any digit.
constexpr std::string_view form = "0000-00-00T00:00:00.000Z";
static_assert(form.size() == rfc3339_text_bytes);

bool has_form(std::string_view text) {
    if (text.size() != form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool fits = form[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == form[i];
        if (!fits) return false;
    }
    return true;
}

void put_digits(Rfc3339Text& text, std::size_t place, std::size_t width, std::int64_t number) {
    for (std::size_t i = width; i > 0; --i) {
        text[place + i - 1] = static_cast<char>('0' + number % 10);
        number /= 10;
    }
}

std::int64_t read_digits(std::string_view text, std::size_t place, std::size_t width) {
    std::int64_t number = 0;
    for (std::size_t i = 0; i < width; ++i)
        number = number * 10 + (text[place + i] - '0');
    return number;
}

}  // namespace

Rfc3339Text format_rfc3339(Instant instant) {
    const std::int64_t ms = std::clamp(instant.ms_since_epoch, first_ms, last_ms);
    const std::int64_t days = (ms - (ms < 0 ? ms_per_day - 1 : 0)) / ms_per_day;
    const std::int64_t ms_of_day = ms - days * ms_per_day;
    const Date date = date_from_days(days);

    Rfc3339Text text;
    std::copy(form.begin(), form.end(), text.begin());
    put_digits(text, 0, 4, date.year);
    put_digits(text, 5, 2, date.month);
    put_digits(text, 8, 2, date.day);
    put_digits(text, 11, 2, ms_of_day / 3'600'000);
    put_digits(text, 14, 2, ms_of_day / 60'000 % 60);
    put_digits(text, 17, 2, ms_of_day / 1000 % 60);
    put_digits(text, 20, 3, ms_of_day % 1000);
    return text;
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
    if (!has_form(text)) return std::nullopt;
    const Date date{read_digits(text, 0, 4), read_digits(text, 5, 2), read_digits(text, 8, 2)};
    const std::int64_t hour = read_digits(text, 11, 2);
    const std::int64_t minute = read_digits(text, 14, 2);
    const std::int64_t second = read_digits(text, 17, 2);
    if (date.month < 1 || date.month > 12) return std::nullopt;
    if (date.day < 1 || date.day > days_of_month(date.year, date.month)) return std::nullopt;
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const std::int64_t ms = ((hour * 60 + minute) * 60 + second) * 1000 + read_digits(text, 20, 3);
    return Instant{days_from_date(date) * ms_per_day + ms};
}

}  // namespace stimchat
