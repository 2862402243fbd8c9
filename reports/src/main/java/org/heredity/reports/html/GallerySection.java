package org.heredity.reports.html;

import java.util.Optional;
import org.heredity.api.result.GalleryItem;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.text.NumberFormats;

/** Clean and adversarial images, their difference, and what each student says of them. */
final class GallerySection implements Section {
  private final Pictures pictures;

  GallerySection(Pictures pictures) {
    this.pictures = pictures;
  }

  @Override
  public String id() {
    return "gallery";
  }

  @Override
  public String heading() {
    return "Gallery";
  }

  @Override
  public Optional<Element> content(SuiteResult result) {
    if (result.gallery().isEmpty()) {
      return Optional.empty();
    }
    Element grid = Element.of("div", "gallery");
    result.gallery().forEach(item -> grid.with(item(item)));
    Element content =
        Element.of("div")
            .with(
                Element.of("p", "note")
                    .text(
                        "Students of the first seed. A defect is inherited where a right answer"
                            + " turns wrong on the adversarial image."),
                grid);
    if (pictures.leftOut() > 0) {
      content.with(
          Element.of("p", "note")
              .text(
                  NumberFormats.count(pictures.leftOut(), "picture")
                      + " not shown: missing, not PNG, or more than a page can carry."));
    }
    return Optional.of(content);
  }

  private Element item(GalleryItem item) {
    Element images =
        Element.of("div", "triple")
            .with(
                picture(item.clean(), "clean", "Clean image of class " + item.trueClass()),
                picture(item.adversarial(), "adversarial", "The same image after " + item.attack()),
                picture(
                    item.difference(),
                    "difference ×" + NumberFormats.number(item.amplification()),
                    "Adversarial minus clean, amplified around mid-grey"));
    Element rows = Element.of("tbody");
    for (GalleryItem.Prediction p : item.predictions()) {
      boolean right = p.clean().equals(item.trueClass());
      boolean rightStill = p.adversarial().equals(item.trueClass());
      rows.with(
          Element.of("tr", right && !rightStill ? "inherited" : "")
              .with(
                  Element.text("th", p.method()).set("scope", "row"),
                  answer(p.clean(), right),
                  answer(p.adversarial(), rightStill)));
    }
    Element head =
        Element.of("thead")
            .with(
                Element.of("tr")
                    .with(
                        Element.text("th", "method").set("scope", "col"),
                        Element.text("th", "clean").set("scope", "col"),
                        Element.text("th", "adversarial").set("scope", "col")));
    return Element.of("figure", "item")
        .with(
            images,
            Element.of("figcaption")
                .with(Element.text("strong", item.trueClass()))
                .text(" · " + item.target() + " · " + item.attack() + " · " + item.id()),
            Element.of("table", "answers").with(head, rows));
  }

  private static Element answer(String name, boolean right) {
    return Element.of("td", right ? "right" : "wrong")
        .with(
            Element.of("span", "sign").set("aria-hidden", "true").text(right ? "✓" : "✗"),
            Element.of("span", "hidden").text(right ? "right:" : "wrong:"))
        .text(" " + name);
  }

  private Element picture(String file, String label, String alternative) {
    Optional<String> uri = pictures.dataUri(file);
    Element shown =
        uri.isPresent()
            ? Element.of("img").set("alt", alternative).set("src", uri.get())
            : Element.of("span", "missing").text("no picture");
    return Element.of("div").with(shown, Element.of("span", "label").text(label));
  }
}
