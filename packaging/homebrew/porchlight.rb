cask "porchlight" do
  version "{{version}}"
  sha256 "{{sha256 _universal.dmg}}"

  url "{{url _universal.dmg}}"
  name "Porchlight"
  desc "Microsoft Teams presence in the menu bar"
  homepage "{{home}}"

  {{auto_updates}}depends_on macos: ">= :catalina"

  app "Porchlight.app"
  binary "#{appdir}/Porchlight.app/Contents/MacOS/porchlight"

  zap trash: [
    "~/Library/Application Support/porchlight",
    "~/Library/Caches/io.github.porchlight-app.Porchlight",
    "~/Library/WebKit/io.github.porchlight-app.Porchlight",
  ]
end
