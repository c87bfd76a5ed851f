// In place of the browser's positions. Its argument is what they say from now on: a fix
// ({latitude, longitude, accuracy} and, unless it is of now, {timestamp}), told once a second, or
// {code}: why there is none (1 denied, 2 unavailable, 3 too late), told once.
const [says] = arguments;

function standIn() {
  const watches = new Map();
  let said;
  let last = 0;
  const fix = () => ({
    coords: { altitude: null, heading: null, speed: null, ...said },
    timestamp: said.timestamp ?? Date.now(),
  });
  const tell = ({ onFix, onError }) => (said.code ? onError?.({ code: said.code, message: "" }) : onFix(fix()));
  setInterval(() => !said.code && watches.forEach(tell), 1000);
  const watch = (onFix, onError) => {
    last += 1;
    const id = last;
    watches.set(id, { onFix, onError });
    setTimeout(() => watches.has(id) && tell(watches.get(id)));
    return id;
  };
  const geolocation = {
    getCurrentPosition: (onFix, onError) => void setTimeout(tell, 0, { onFix, onError }),
    watchPosition: watch,
    clearWatch: (id) => watches.delete(id),
    say(next) {
      said = next;
      watches.forEach(tell);
    },
  };
  Object.defineProperty(navigator, "geolocation", { value: geolocation, configurable: true });
  return geolocation;
}

(navigator.geolocation?.say ? navigator.geolocation : standIn()).say(says);
