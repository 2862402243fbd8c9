package org.heredity.reports.chart;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.heredity.reports.text.PlainText;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.entity.ChartEntity;
import org.jfree.chart.entity.StandardEntityCollection;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/**
 * Draws figures as SVG. What was drawn in a colour of the theme gets a class of the colour's role
 * ({@code f-ink} fills, {@code l-s0} lines), so that a style sheet can change it; the attribute
 * stays for programs that know no CSS. Tooltips are {@code title} elements. Stateless.
 */
public final class SvgWriter {
  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final Pattern RGB = Pattern.compile("rgb\\((\\d+),(\\d+),(\\d+)\\)");

  /** One font for all; and no figure draws outside its plot, so that nothing need be clipped. */
  private static final Set<String> NOT_KEPT = Set.of("font-family", "clip-path");

  /** Inherited properties with SVG's initial values; "auto" for those that only hint. */
  private static final Map<String, String> INITIAL =
      Map.ofEntries(
          Map.entry("color-rendering", "auto"),
          Map.entry("color-interpolation", "auto"),
          Map.entry("text-rendering", "auto"),
          Map.entry("shape-rendering", "auto"),
          Map.entry("image-rendering", "auto"),
          Map.entry("font-style", "normal"),
          Map.entry("font-weight", "normal"),
          Map.entry("font-size", "medium"),
          Map.entry("stroke-dasharray", "none"),
          Map.entry("stroke-dashoffset", "0"),
          Map.entry("stroke-miterlimit", "4"),
          Map.entry("stroke-linejoin", "miter"),
          Map.entry("stroke-linecap", "butt"),
          Map.entry("stroke-opacity", "1"),
          Map.entry("fill-opacity", "1"),
          Map.entry("stroke-width", "1"));

  /** A file of its own: titled, and dark where the reader's system is. */
  public byte[] file(Figure figure) throws IOException {
    Fonts.require();
    JFreeChart chart =
        ChartStyle.titled(figure.drawing().apply(Theme.LIGHT), figure.title(), Theme.LIGHT);
    Document document = draw(figure, chart, figure.height() + 24);
    Element style = document.createElementNS(SVG, "style");
    style.setTextContent(
        "@media (prefers-color-scheme: dark) {\n" + rules(Theme.DARK, "  ") + "}\n");
    Element root = document.getDocumentElement();
    root.insertBefore(style, root.getFirstChild());
    Element paper = document.createElementNS(SVG, "rect");
    paper.setAttribute("width", "100%");
    paper.setAttribute("height", "100%");
    paper.setAttribute("fill", Theme.hex(Theme.LIGHT.paper()));
    paper.setAttribute("class", "f-paper");
    root.insertBefore(paper, style.getNextSibling());
    return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text(document) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** An {@code svg} element to stand in a page whose style sheet has {@link #rules}. */
  public String inline(Figure figure) throws IOException {
    Fonts.require();
    return text(draw(figure, figure.drawing().apply(Theme.LIGHT), figure.height()));
  }

  /** Style rules that give every role the theme's colour. */
  public static String rules(Theme theme, String indent) {
    StringBuilder css = new StringBuilder();
    theme
        .roles()
        .forEach(
            (role, color) ->
                css.append(indent)
                    .append(String.format(".f-%s { fill: %s; } ", role, Theme.hex(color)))
                    .append(String.format(".l-%s { stroke: %s; }%n", role, Theme.hex(color))));
    return css.toString().replace("\r", "");
  }

  private static Document draw(Figure figure, JFreeChart chart, int height) throws IOException {
    Document document = newDocument();
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setComment("");
    context.setPrecision(2);
    context.setIDGenerator(new FigureIds(figure.id()));
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(figure.width(), height));
    ChartRenderingInfo info = new ChartRenderingInfo(new StandardEntityCollection());
    chart.draw(graphics, new Rectangle2D.Double(0, 0, figure.width(), height), info);
    Element root = graphics.getRoot();
    document.replaceChild(root, document.getDocumentElement());
    tidy(root, Theme.LIGHT);
    describe(document, root, figure, height);
    addTooltips(document, root, info);
    return document;
  }

  private static void describe(Document document, Element root, Figure figure, int height) {
    root.setAttribute("viewBox", "0 0 " + figure.width() + " " + height);
    root.setAttribute("width", String.valueOf(figure.width()));
    root.setAttribute("height", String.valueOf(height));
    root.setAttribute("font-family", "'DejaVu Sans', Verdana, Geneva, sans-serif");
    root.setAttribute("role", "img");
    String title = "figure-" + figure.id() + "-title";
    String description = "figure-" + figure.id() + "-description";
    root.setAttribute("aria-labelledby", title + " " + description);
    Element desc = document.createElementNS(SVG, "desc");
    desc.setAttribute("id", description);
    desc.setTextContent(PlainText.of(figure.alternative()));
    root.insertBefore(desc, root.getFirstChild());
    Element name = document.createElementNS(SVG, "title");
    name.setAttribute("id", title);
    name.setTextContent(PlainText.of(figure.title()));
    root.insertBefore(name, desc);
  }

  private static void addTooltips(Document document, Element root, ChartRenderingInfo info) {
    Element group = document.createElementNS(SVG, "g");
    group.setAttribute("fill", "none");
    group.setAttribute("stroke", "none");
    group.setAttribute("pointer-events", "all");
    for (Object each : info.getEntityCollection().getEntities()) {
      ChartEntity entity = (ChartEntity) each;
      if (entity.getToolTipText() == null) {
        continue;
      }
      Element path = document.createElementNS(SVG, "path");
      path.setAttribute("d", pathData(entity.getArea().getPathIterator(null, 0.5)));
      Element title = document.createElementNS(SVG, "title");
      title.setTextContent(PlainText.of(entity.getToolTipText()));
      path.appendChild(title);
      group.appendChild(path);
    }
    if (group.hasChildNodes()) {
      root.appendChild(group);
    }
  }

  private static String pathData(PathIterator path) {
    StringBuilder data = new StringBuilder();
    double[] at = new double[6];
    for (; !path.isDone(); path.next()) {
      switch (path.currentSegment(at)) {
        case PathIterator.SEG_MOVETO ->
            data.append(String.format(Locale.ROOT, "M%.1f %.1f", at[0], at[1]));
        case PathIterator.SEG_LINETO ->
            data.append(String.format(Locale.ROOT, "L%.1f %.1f", at[0], at[1]));
        default -> data.append('Z');
      }
    }
    return data.toString();
  }

  /** Drops what is inherited anyway, and adds classes for colours. */
  private static void tidy(Element element, Theme theme) {
    NamedNodeMap attributes = element.getAttributes();
    List<Attr> all = new ArrayList<>();
    for (int i = 0; i < attributes.getLength(); i++) {
      all.add((Attr) attributes.item(i));
    }
    StringBuilder classes = new StringBuilder();
    for (Attr attribute : all) {
      String name = attribute.getName();
      String value = attribute.getValue();
      if (NOT_KEPT.contains(name) || value.equals(inherited(element, name))) {
        element.removeAttributeNode(attribute);
      } else if (name.equals("fill") || name.equals("stroke")) {
        colour(element, name, value, theme, classes);
      }
    }
    if (classes.length() > 0) {
      element.setAttribute("class", classes.toString().trim());
    }
    for (Node child = element.getFirstChild(); child != null; ) {
      Node next = child.getNextSibling();
      if (child.getNodeType() == Node.COMMENT_NODE || isIdle(child)) {
        element.removeChild(child);
      } else if (child instanceof Text text) {
        text.setData(PlainText.of(text.getData()));
      } else if (child instanceof Element inner) {
        tidy(inner, theme);
      }
      child = next;
    }
  }

  /** What {@code element} has without its own attribute; null of what is not inherited. */
  private static String inherited(Element element, String name) {
    if (!INITIAL.containsKey(name)) {
      return null;
    }
    for (Node up = element.getParentNode(); up instanceof Element above; up = up.getParentNode()) {
      if (above.hasAttribute(name)) {
        return above.getAttribute(name);
      }
    }
    return INITIAL.get(name);
  }

  /** Empty groups, and clip paths, which nothing refers to any more. */
  private static boolean isIdle(Node node) {
    return node instanceof Element element
        && (element.getTagName().equals("defs")
            || element.getTagName().equals("g") && !element.hasChildNodes());
  }

  private static void colour(
      Element element, String name, String value, Theme theme, StringBuilder classes) {
    Matcher rgb = RGB.matcher(value);
    Color color;
    if (rgb.matches()) {
      color =
          new Color(
              Integer.parseInt(rgb.group(1)),
              Integer.parseInt(rgb.group(2)),
              Integer.parseInt(rgb.group(3)));
    } else if (value.equals("white")) {
      color = Color.WHITE;
    } else {
      return;
    }
    element.setAttribute(name, Theme.hex(color));
    theme
        .roles()
        .forEach(
            (role, of) -> {
              if (of.equals(color)) {
                classes.append(name.equals("fill") ? " f-" : " l-").append(role);
              }
            });
  }

  private static Document newDocument() throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      return factory.newDocumentBuilder().getDOMImplementation().createDocument(SVG, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IOException("this Java machine has no XML document builder", e);
    }
  }

  private static String text(Document document) throws IOException {
    try {
      Transformer transformer = TransformerFactory.newInstance().newTransformer();
      transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      StringWriter out = new StringWriter();
      transformer.transform(new DOMSource(document), new StreamResult(out));
      return out.toString();
    } catch (TransformerException e) {
      throw new IOException("a chart cannot be written as SVG", e);
    }
  }

  /** Ids that stay unique when several figures stand in one page. */
  private static final class FigureIds extends SVGIDGenerator {
    private final String figure;
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    FigureIds(String figure) {
      this.figure = figure;
    }

    @Override
    public String generateID(String prefix) {
      return figure + "-" + prefix + counts.merge(prefix, 1, Integer::sum);
    }
  }
}
