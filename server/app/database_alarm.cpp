#include "server/app/database_alarm.hpp"

namespace stimchat::app {

DatabaseAlarm::DatabaseAlarm(net::Reactor& reactor, storage::StoreQueue& store, const ops::WallClock& clock,
                             ops::Log& log)
    : store_(store), clock_(clock), log_(log), timer_(reactor.get_executor()) {}

void DatabaseAlarm::heard_of(const storage::StoreFault& fault) {
    if (fault.kind != storage::StoreFault::Kind::unavailable) return;
    ++faults_;
    if (!raised_at_) {
        raised_at_ = clock_.now();
        remind(fault.detail);
        check_later();
    } else if (clock_.now() - reminded_at_ >= reminder_interval) {
        remind(fault.detail);
    }
}

void DatabaseAlarm::remind(std::string_view why) {
    reminded_at_ = clock_.now();
    log_.error("database.failing", {{"why", why},
                                    {"for_ms", (clock_.now() - *raised_at_).ms},
                                    {"faults", faults_},
                                    {"effect", "chats go on; reports and decisions are refused until it works again"}});
}

void DatabaseAlarm::check_later() {
    timer_.expires_after(check_interval);
    timer_.async_wait([this](boost::system::error_code fault) {
        if (!fault) check();
    });
}

void DatabaseAlarm::check() {
    store_.submit<void>([now = clock_.now()](storage::Store& store) { return store.check_writing(now); },
                        [this](const storage::StoreResult<void>& written) {
                            if (written) return lower();
                            check_later();
                        });
}

void DatabaseAlarm::lower() {
    log_.warn("database.works_again", {{"after_ms", (clock_.now() - *raised_at_).ms}, {"faults", faults_}});
    raised_at_.reset();
    faults_ = 0;
    catch_up_();
}

}  // namespace stimchat::app
