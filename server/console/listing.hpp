#pragma once

#include "server/api/json_answer.hpp"
#include "server/console/case_json.hpp"
#include "server/console/console_access.hpp"
#include "server/console/list_limit.hpp"

#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>

namespace stimchat::console {

/// A GET that answers {name: [...]} with what `read(store, limit, now)` finds.
template <class Row, class Read>
net::HttpHandler listing(ConsoleContext& console, std::string name, Read read) {
    using Rows = std::vector<Row>;
    return for_reading(console, [&console, name = std::move(name), read](const net::HttpRequest& request,
                                                                         const SignedIn&, net::Responder respond) {
        const auto limit = list_limit(request);
        if (!limit) return respond(limit.error());
        console.api.store.submit<Rows>(
            [read, limit = *limit, now = console.api.now()](storage::Store& store) { return read(store, limit, now); },
            [name, respond = std::move(respond)](const storage::StoreResult<Rows>& rows) {
                if (!rows) return respond(answer_to(rows.error(), api::problems::not_found));
                boost::json::array list;
                for (const Row& row : *rows)
                    list.push_back(to_json(row));
                respond(api::json_answer(200, {{name, std::move(list)}}));
            });
    });
}

}  // namespace stimchat::console
