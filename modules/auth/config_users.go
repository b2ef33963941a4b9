package auth

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gnatsd/kernel"
	"gnatsd/modules/config"
)

// Users is the list of users as it was written.
type Users struct {
	List  []User
	Given bool
}

// A User is one entry: named, with a password or mapped from a certificate, or
// known by its nkey.
type User struct {
	Name     string
	Password config.Secret
	NKey     string
	Grants   Grants
	Types    []string // connection types in capitals, empty for all
	Limits   kernel.Limits
}

// DecodeConfig reads the list from what a file says.
func (u *Users) DecodeConfig(value any) error {
	items, ok := value.([]any)
	if !ok {
		return fmt.Errorf("expected a list of users, got %s", describe(value))
	}
	u.Given = true
	seen := map[string]bool{}
	for i, item := range items {
		user, err := decodeUser(item)
		if err == nil {
			err = user.unique(seen)
		}
		if err != nil {
			return config.Inside(err, strconv.Itoa(i))
		}
		u.List = append(u.List, user)
	}
	return nil
}

func (u *User) unique(seen map[string]bool) error {
	key, what := "u"+u.Name, fmt.Sprintf("user %q", u.Name)
	if u.NKey != "" {
		key, what = "k"+u.NKey, fmt.Sprintf("nkey %q", u.NKey)
	}
	if seen[key] {
		return fmt.Errorf("Duplicate %s detected", what) //nolint:staticcheck // the words operators know
	}
	seen[key] = true
	return nil
}

// userKeys are the synonyms of the keys of an entry.
var userKeys = map[string]string{
	"proxy_required": "proxy",
	"user":           "user", "username": "user", "pass": "password", "password": "password", "nkey": "nkey",
	"permission": "permissions", "permissions": "permissions", "authorization": "permissions",
	"allowed_connection_types": "types", "connection_types": "types", "clients": "types",
	"max_connections": "connections", "publish_rate": "rate",
}

func decodeUser(item any) (User, error) {
	var u User
	block, ok := item.(map[string]any)
	if !ok {
		return u, fmt.Errorf("expected a user, got %s", describe(item))
	}
	fields, err := canonical(block, userKeys, func(name string) error { return fmt.Errorf("unknown field %q", name) })
	if err != nil {
		return u, err
	}
	name, err1 := textField(fields, "user")
	password, err2 := textField(fields, "password")
	nkey, err3 := textField(fields, "nkey")
	if err := errors.Join(err1, err2, err3); err != nil {
		return u, err
	}
	u = User{Name: name, Password: config.Secret(password), NKey: nkey}
	if u.Limits, err = decodeLimits(fields); err != nil {
		return u, err
	}
	if types, ok := fields["types"]; ok {
		if u.Types, err = decodeTypes(types.value); err != nil {
			return u, config.Inside(err, types.name)
		}
	}
	if proxy, ok := fields["proxy"]; ok && proxy.value != false {
		return u, config.Inside(errors.New("this server does not have trusted proxies"), proxy.name)
	}
	if grants, ok := fields["permissions"]; ok {
		if err := u.Grants.DecodeConfig(grants.value); err != nil {
			return u, config.Inside(err, grants.name)
		}
	}
	return u, u.check()
}

func (u *User) check() error {
	switch {
	case u.NKey == "" && u.Name == "":
		return errors.New("User entry requires a user")
	case u.NKey != "" && (u.Name != "" || u.Password != ""):
		return errors.New("Nkey users do not take usernames or passwords") //nolint:staticcheck // the same
	case u.NKey != "":
		return checkNKey(u.NKey)
	}
	if err := checkSecret(u.Password.Reveal()); err != nil {
		return fmt.Errorf("password of user %q: %w", u.Name, err)
	}
	return nil
}

// connectionTypes are the ways into a server, also those this build has not.
var connectionTypes = []string{"STANDARD", "WEBSOCKET", "LEAFNODE", "LEAFNODE_WS", "MQTT", "MQTT_WS", "IN_PROCESS"}

func decodeTypes(value any) ([]string, error) {
	items, err := texts(value)
	if err != nil {
		return nil, err
	}
	var types, bad []string
	for _, item := range items {
		t := strings.ToUpper(item)
		if !slices.Contains(connectionTypes, t) {
			bad = append(bad, strconv.Quote(item))
		}
		types = append(types, t)
	}
	if bad != nil {
		return nil, fmt.Errorf("invalid connection types [%s]", strings.Join(bad, " "))
	}
	return types, nil
}

// A field is a value with the name it was written under.
type field struct {
	name  string
	value any
}

// canonical sorts the fields of a block by what their names stand for. Two names
// for one thing are an error: nobody can tell which was meant.
func canonical(block map[string]any, names map[string]string, unknown func(string) error) (map[string]field, error) {
	fields := map[string]field{}
	for _, name := range slices.Sorted(maps.Keys(block)) {
		key := names[strings.ToLower(name)]
		if key == "" {
			return nil, config.Inside(unknown(name), name)
		}
		if first, twice := fields[key]; twice {
			return nil, config.Inside(fmt.Errorf("is the same as %q, which is given too", first.name), name)
		}
		fields[key] = field{name, block[name]}
	}
	return fields, nil
}

func textField(fields map[string]field, key string) (string, error) {
	f, ok := fields[key]
	if !ok {
		return "", nil
	}
	switch v := f.value.(type) {
	case string:
		return v, nil
	case int64:
		return strconv.FormatInt(v, 10), nil // a password of digits needs no quotes
	}
	return "", config.Inside(errors.New("expected a string"), f.name)
}

// texts reads a string or a list of strings.
func texts(value any) ([]string, error) {
	items, ok := value.([]any)
	if !ok {
		items = []any{value}
	}
	out := make([]string, 0, len(items))
	for _, item := range items {
		text, ok := item.(string)
		if !ok {
			return nil, fmt.Errorf("expected a string or a list of strings, got %s", describe(item))
		}
		out = append(out, text)
	}
	return out, nil
}

// describe names what was found without showing what may be secret.
func describe(value any) string {
	switch value.(type) {
	case nil:
		return "nothing"
	case string:
		return "a string"
	case bool:
		return "true or false"
	case map[string]any:
		return "a block"
	case []any:
		return "a list"
	}
	return "a number"
}
