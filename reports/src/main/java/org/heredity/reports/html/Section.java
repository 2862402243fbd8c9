package org.heredity.reports.html;

import java.util.Optional;
import org.heredity.api.result.SuiteResult;

/** A part of the page with a heading of its own. */
interface Section {
  /** What links name it by, a word. */
  String id();

  String heading();

  /** What stands under the heading; empty leaves the section out. */
  Optional<Element> content(SuiteResult result);
}
