# MongoDB's image runs this once, on a new data folder: the graph's own user reads and writes its database and nothing else.
mongosh --quiet --host 127.0.0.1 leadmetrics --eval '
  db.createUser({
    user: "leadmetrics",
    pwd: require("fs").readFileSync("/run/secrets/mongodb_password", "utf8").trim(),
    roles: [{ role: "readWrite", db: "leadmetrics" }],
  })
'
