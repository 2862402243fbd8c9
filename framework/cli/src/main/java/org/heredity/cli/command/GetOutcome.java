package org.heredity.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.cli.console.Outcome;
import org.heredity.datasets.download.Fetched;

/** What to say of files that were fetched. */
final class GetOutcome {
  private GetOutcome() {}

  static Outcome of(String name, List<Fetched> files) {
    List<Object> json = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Fetched file : files) {
      String checksum = file.file().checksum().map(Object::toString).orElse("");
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("file", file.path().toString());
      one.put("address", file.file().address().toString());
      one.put("bytes", file.bytes());
      one.put("sha256", file.sha256());
      one.put("published", checksum);
      one.put("downloaded", file.downloaded());
      json.add(one);
      text.append(text.isEmpty() ? "" : "\n")
          .append(file.path())
          .append(file.downloaded() ? ": got, " : ": was there, ")
          .append(file.bytes())
          .append(" bytes, ")
          .append(
              checksum.isEmpty()
                  ? "no digest is published; SHA-256 " + file.sha256()
                  : "as published (" + checksum + ")");
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", name);
    object.put("files", json);
    return Outcome.ok(object, text.toString());
  }
}
